"""Customer experience with honest numbers: tables in, estimates out."""
