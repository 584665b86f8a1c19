"""How claims are secured: wire shape to secured bytes and back."""
