"""Names that belong to the platform, whoever changes the graph and however."""

from collections.abc import Iterable
from typing import Final

from graph.schema import RESERVED_PROPERTIES

STAMPS: Final = frozenset({"created_at", "created_by", "updated_at", "updated_by"})
"""What the platform says of the nodes and relationships that tools make and change."""


def reserved_labels(labels: Iterable[str]) -> list[str]:
    """Those of the labels that are the platform's own: they begin with an underscore."""
    return [label for label in labels if label.startswith("_")]


def reserved_properties(names: Iterable[str], *, stamps: bool) -> list[str]:
    """Those of the properties by which the platform tells nodes and tenants apart, in whatever case.

    Args:
        stamps: those too that say who has made and changed what.
    """
    own = RESERVED_PROPERTIES | STAMPS if stamps else RESERVED_PROPERTIES
    return [name for name in names if name.casefold() in own]
