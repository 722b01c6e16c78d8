"""Surveys: built, versioned, published, closed."""
