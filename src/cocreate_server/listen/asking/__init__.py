"""Asking customers by e-mail: whom, when, how often, and what came of it."""
