"""Metrics of a worker: its children count, its main process is asked.

prometheus_client keeps each process's values in files of its own, and whoever is asked adds them up. It names
the files by process id, so that a pool whose children die often would leave more and more of them, and
whoever removed them would take their counts away. Here the file belongs to the child's place in the pool: a
child goes on with the file of the one whose place it takes.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
_place: int | None = None


def keep_values_in_files(directory: Path) -> None:
    """From here on, metrics keep their values below this directory. Call it before any metric is made."""
    directory.mkdir(parents=True, exist_ok=True)
    os.environ[_VARIABLE] = str(directory)
    # Flower's plug-in for Celery's command line imports the library before the settings are read, so that its
    # own look at the variable comes too early.
    values.ValueClass = values.MultiProcessValue(_whose)  # type: ignore[no-untyped-call]


def _whose() -> str:
    """What tells this process's files from those of all others that run; it may hold no underscore."""
    return str(os.getpid()) if _place is None else f"child{_place}"


def take_place(place: int) -> None:
    """Go on with the values of the children that had this place in the pool before."""
    global _place
    _place = place


def forget_earlier_processes() -> None:
    """Remove what earlier processes have left in the directory: a counter begins at zero with its process."""
    if directory := os.environ.get(_VARIABLE):
        for file in Path(directory).glob("*.db"):
            if not file.stem.endswith(f"_{os.getpid()}"):
                file.unlink(missing_ok=True)


class _Own(Collector):
    """What this process alone has counted."""

    def collect(self) -> Iterable[Metric]:
        return REGISTRY.collect()


def registry(*collectors: Collector) -> CollectorRegistry:
    """What a scrape of this process reads: its own values, or those of all that share its files.

    Args:
        collectors: what else is told.
    """
    scraped = CollectorRegistry(auto_describe=False)
    if _VARIABLE in os.environ:
        MultiProcessCollector(scraped)  # type: ignore[no-untyped-call]
    else:
        scraped.register(_Own())
    for collector in collectors:
        scraped.register(collector)
    return scraped
