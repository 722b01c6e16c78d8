"""Webhooks out: what happens here, told to other systems."""
