"""What every part of the tree is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Anything in the tree."""


@dataclass(frozen=True, slots=True)
class Expression(Node):
    """Anything that has a value."""
