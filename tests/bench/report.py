"""Show what was measured, and hold it against the goals."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.bench.measure import Sample
from tests.bench.scenarios import BARE, Scenario

Samples = Mapping[Scenario, Sequence[Sample]]

BEGIN: Final = "<!-- the table: written by `make bench ARGS=--write` -->"
END: Final = "<!-- end of the table -->"


def table(samples: Samples, statements: Mapping[Scenario, float]) -> str:
    """A Markdown table, one scenario a line."""
    lines = [
        "| | runs/s | throughput ratio (min-max) | p50 ms | p50 ratio | CPU ms | SQL statements"
        " | Redis commands |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for scenario, taken in samples.items():
        throughput, latency = _ratios(samples, scenario)
        lines.append(
            f"| {scenario.name} | {statistics.median(one.runs_per_second for one in taken):.0f}"
            f" | {statistics.median(throughput):.2f} ({min(throughput):.2f}-{max(throughput):.2f})"
            f" | {1000 * statistics.median(one.median_seconds for one in taken):.1f}"
            f" | {statistics.median(latency):.2f}"
            f" | {1000 * statistics.median(one.cpu_seconds for one in taken):.1f}"
            f" | {statements[scenario]:.1f}"
            f" | {statistics.median(one.redis_commands for one in taken):.1f} |"
        )
    return "\n".join(lines)


def missed_goals(samples: Samples) -> list[str]:
    """The goals that were not reached, in words."""
    missed = []
    for scenario in samples:
        throughput, latency = (statistics.median(values) for values in _ratios(samples, scenario))
        if scenario.throughput_goal is not None and throughput < scenario.throughput_goal:
            missed.append(
                f"{scenario.name}: {throughput:.2f} of the throughput, not {scenario.throughput_goal}"
            )
        if scenario.latency_goal is not None and latency > scenario.latency_goal:
            missed.append(f"{scenario.name}: {latency:.2f} of the p50, not {scenario.latency_goal}")
    return missed


def write(path: Path, text: str, *, begin: str = BEGIN, end: str = END) -> None:
    """Put the table into the document, between its marks."""
    before, rest = path.read_text().split(begin, 1)
    after = rest.split(end, 1)[1]
    when = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores"
    path.write_text(f"{before}{begin}\n{when}\n\n{text}\n{end}{after}")


def _ratios(samples: Samples, scenario: Scenario) -> tuple[list[float], list[float]]:
    """Throughput and latency beside the bare chain's, round by round."""
    pairs = list(zip(samples[scenario], samples[BARE], strict=True))
    return (
        [one.runs_per_second / bare.runs_per_second for one, bare in pairs],
        [one.median_seconds / bare.median_seconds for one, bare in pairs],
    )
