"""What this room counts. Labels are words of the program, never a query's text or a tenant."""

from typing import Final

from prometheus_client import Counter, Histogram

QUERY: Final = Histogram(
    "platform_graph_query_seconds",
    "A query that reads, by how it went: ok, failed, timeout, cancelled, unavailable.",
    ["outcome"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
STOPPED: Final = Counter(
    "platform_graph_queries_terminated",
    "Queries that were ended on the server, by why (overdue, cancelled, cut) and whether they did end.",
    ["why", "ended"],
)
SCHEMA: Final = Histogram(
    "platform_graph_schema_seconds",
    "Reading a tenant's schema from the graph, by how it went: ok, failed.",
    ["outcome"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
