"""Questions and typed queries as callers ask them: as an execution, or at once. See docs/graph-api.md."""
