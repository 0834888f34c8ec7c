"""The one way to the graph server: bounded reads for everybody, writes for loaders and approved changes.

Reads log in as a user that can only read, where the deployment has one; a cancelled or overdue read is ended
on the server too. The database is always named: without it a pooled connection stays in the last one used.
"""

from graph.client.connections import close, dialect, driver
from graph.client.plans import Plan, explain
from graph.client.reading import MAX_BYTES, QueryResult, as_it_is, read
from graph.client.waiting import IDLE_SECONDS, within
from graph.client.writing import define, write

__all__ = [
    "IDLE_SECONDS",
    "MAX_BYTES",
    "Plan",
    "QueryResult",
    "as_it_is",
    "close",
    "define",
    "dialect",
    "driver",
    "explain",
    "read",
    "within",
    "write",
]
