"""Records and events: what customers said and did, and where."""
