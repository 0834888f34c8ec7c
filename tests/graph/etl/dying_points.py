"""Points of an import at which a worker of the tests can be told to die."""

from pathlib import Path

from tests.flows import HOOKS

POINTS = ("reading", "changing", "changed", "concluding")


def hook(point: str) -> Path:
    """The file whose presence arms a point."""
    return HOOKS / f"die-{point}"
