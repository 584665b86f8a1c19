"""How records are written down: model to wire shape and back."""
