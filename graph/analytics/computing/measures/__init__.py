"""A file for each kind of measure."""
