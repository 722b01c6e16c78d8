"""Answering: what a respondent meets, from the link to the thanks."""
