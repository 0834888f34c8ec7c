"""What is counted of changes that tools make."""

from typing import Final

from prometheus_client import Counter

MUTATIONS: Final = Counter(
    "platform_graph_mutations", "Changes of graphs by tools, and whether they were made now.",
    ["action", "outcome"],
)  # fmt: skip
ROWS: Final = Counter(
    "platform_graph_bulk_rows", "Rows that were brought in bulk, by what came of them.", ["action", "outcome"]
)
