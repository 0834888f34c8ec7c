"""What Prometheus is told of graphs that are loaded."""

from typing import Final

from prometheus_client import Counter, Histogram

RECORDS: Final = Counter(
    "platform_etl_records_total",
    "Nodes and relationships of jobs that have ended, by job type and by what became of them.",
    ["type", "outcome"],
)
STAGE: Final = Histogram(
    "platform_etl_stage_seconds",
    "How long the stages of such jobs took, each as often as it was done.",
    ["type", "stage"],
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600),
)
