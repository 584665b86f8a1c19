"""Pages rendered here, usable without scripts, one file per reader."""
