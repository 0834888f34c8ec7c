"""What an export does: read a graph or the result of a query, mask it, write it, read it back."""
