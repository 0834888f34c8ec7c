"""What analyses count."""

from typing import Final

from prometheus_client import Counter, Histogram

ANALYSIS: Final = Histogram(
    "platform_graph_analysis_seconds",
    "One analysis, by its measure and how it went: ok, refused, timeout, cancelled, busy, failed.",
    ["measure", "outcome"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800),
)
PROJECTIONS: Final = Counter(
    "platform_graph_projections",
    "Projections that analyses wanted, by where they came from: cache, graph.",
    ["source"],
)
