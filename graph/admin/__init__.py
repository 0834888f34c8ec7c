"""The graph room in the admin: the console, known questions and other words, and changes to be approved."""

import graph.writes.admin  # noqa: F401  (registers itself)
from graph.admin import console, files, patterns, synonyms  # noqa: F401  (register themselves)
