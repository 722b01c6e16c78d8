"""The demo world, brought into a workspace."""
