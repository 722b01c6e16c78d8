"""Tags of asking."""
