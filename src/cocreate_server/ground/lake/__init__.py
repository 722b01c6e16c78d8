"""The columnar copy of records and events, and the engine that counts in it."""
