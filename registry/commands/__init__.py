"""The nouns of the command line; `registry.cli` puts them together."""
