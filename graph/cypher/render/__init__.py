"""Syntax tree to text. This is the only source of the text that a server gets."""

from graph.cypher.render import clauses, expressions, patterns  # noqa: F401  (register their nodes)
from graph.cypher.render.base import render

__all__ = ["render"]
