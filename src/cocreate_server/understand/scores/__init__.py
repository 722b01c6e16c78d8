"""Overview and Scores."""
