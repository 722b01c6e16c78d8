"""Public reviews: read, tagged, answered."""
