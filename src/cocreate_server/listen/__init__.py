"""Listen: what customers tell us."""
