"""Nodes and relationships made, changed and deleted one by one or in batches. See docs/mutations.md."""
