"""The people and accounts that records and events belong to."""
