"""The graph room in the admin: console, analytics, known questions, other words, changes to be approved."""

import graph.writes.admin  # noqa: F401  (registers itself)
from graph.admin import (  # noqa: F401  (register themselves)
    analytics,
    console,
    files,
    patterns,
    synonyms,
    transfer_report,
    transfers,
)
