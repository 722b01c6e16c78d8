"""Webhooks in: addresses that other systems send answers to."""
