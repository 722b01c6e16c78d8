"""Understand: how customers feel, where, and why."""
