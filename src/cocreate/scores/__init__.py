"""Scores: what customers say, as numbers with their uncertainty."""
