"""Show what was measured of imports and exports, and hold it against the goals."""

import statistics
from collections.abc import Sequence
from typing import Final

from tests.bench.etl_measure import Ended, Round

BEGIN: Final = "<!-- the tables: written by `make bench-etl ARGS=--write` -->"
END: Final = "<!-- end of the tables -->"
LOAD_GOAL: Final = 0.7
JOB_GOAL: Final = 0.5
MEMORY_GOAL_MEGABYTES: Final = 300.0
GROWTH_GOAL: Final = 1.1
"""How much more memory the larger of two inputs may take."""


def table(rounds: Sequence[Round], sized: Sequence[Ended]) -> str:
    """Two Markdown tables: speed, and memory by the size of the input."""
    bare = _median([each.bare_rows_per_second for each in rounds])
    bare_cpu = _cpu([each.bare_cpu_seconds for each in rounds])
    lines = [
        f"{rounds[0].rows:,} nodes and relationships",
        "",
        "| | rows/s | beside the bare driver (min-max) | CPU s |",
        "| --- | --- | --- | --- |",
        f"| bare driver, the same batches | {bare:,.0f} | 1.00 | {bare_cpu} |",
        _line("load stage", [each.rows / _load_seconds(each) for each in rounds], load_ratios(rounds), ""),
        _line(
            "whole import",
            [each.rows / each.imported.seconds for each in rounds],
            job_ratios(rounds),
            _cpu([each.imported.cpu_seconds for each in rounds]),
        ),
    ]
    exported = _median([each.exported.rows / each.exported.seconds for each in rounds])
    export_cpu = _cpu([each.exported.cpu_seconds for each in rounds])
    lines += [
        f"| whole export, JSONL | {exported:,.0f} | | {export_cpu} |",
        "",
        "| | input MB | rows | seconds | by stage | worker MB at most | of these before the job |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_memory_line("import", each.imported) for each in rounds),
        *(_memory_line("export", each.exported) for each in rounds),
        *(_memory_line("import", each) for each in sized),
    ]
    return "\n".join(lines)


def load_ratios(rounds: Sequence[Round]) -> list[float]:
    """Rows a second of the load stage, beside the bare driver's of the same round."""
    return [each.rows / _load_seconds(each) / each.bare_rows_per_second for each in rounds]


def job_ratios(rounds: Sequence[Round]) -> list[float]:
    """The same of the whole job."""
    return [each.rows / each.imported.seconds / each.bare_rows_per_second for each in rounds]


def missed_goals(rounds: Sequence[Round], sized: Sequence[Ended]) -> list[str]:
    """The goals that were not reached, in words."""
    missed = []
    for name, ratios, goal in (
        ("load stage", load_ratios(rounds), LOAD_GOAL),
        ("whole import", job_ratios(rounds), JOB_GOAL),
    ):
        if (ratio := _median(ratios)) < goal:
            missed.append(f"{name}: {ratio:.2f} of the bare driver, not {goal}")
    everything = [*(each.imported for each in rounds), *(each.exported for each in rounds), *sized]
    most = max(each.peak_megabytes for each in everything)
    if most > MEMORY_GOAL_MEGABYTES:
        missed.append(f"memory: a worker had {most:.0f} MB, not {MEMORY_GOAL_MEGABYTES:.0f}")
    if len(sized) > 1 and (growth := sized[-1].peak_megabytes / sized[0].peak_megabytes) > GROWTH_GOAL:
        missed.append(f"memory: {growth:.2f} times as much for the larger input, not {GROWTH_GOAL}")
    return missed


def _load_seconds(taken: Round) -> float:
    return taken.imported.stages["load"]


def _line(name: str, speeds: Sequence[float], ratios: Sequence[float], cpu: str) -> str:
    spread = f"{_median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
    return f"| {name} | {_median(speeds):,.0f} | {spread} | {cpu} |"


def _cpu(seconds: Sequence[float]) -> str:
    return f"{_median(seconds):.0f}"


def _memory_line(name: str, ended: Ended) -> str:
    size = f"{ended.input_megabytes:.0f}" if ended.input_megabytes else ""
    stages = ", ".join(f"{stage} {seconds:.0f}" for stage, seconds in ended.stages.items())
    return (
        f"| {name} | {size} | {ended.rows:,} | {ended.seconds:.0f} | {stages} "
        f"| {ended.peak_megabytes:.0f} | {ended.begins_megabytes:.0f} |"
    )


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)
