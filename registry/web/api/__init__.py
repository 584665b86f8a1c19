"""The JSON interface under /api/v1 and the documents machines fetch."""
