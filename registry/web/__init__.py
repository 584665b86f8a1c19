"""HTTP turned into calls: no SQL, no decisions, no commits."""
