"""Changes of the graph: five kinds, dry-run first, approved by somebody, applied once. See docs/writes.md."""
