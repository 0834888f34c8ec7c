"""Cypher made safe: text to tree, checked and bound to a tenant, and back to text.

``prepare`` is the one way from a query that somebody wrote to one that may run. See docs/cypher.md.
"""

from graph.cypher.classify import classify
from graph.cypher.errors import CypherRefused, CypherSyntaxError, Layer
from graph.cypher.estimate import Estimate
from graph.cypher.layers.report import LayerReport
from graph.cypher.layers.syntax import check_values
from graph.cypher.limits import Limits
from graph.cypher.parser import parse
from graph.cypher.prepare import Prepared, prepare
from graph.cypher.render import render

__all__ = [
    "CypherRefused",
    "CypherSyntaxError",
    "Estimate",
    "Layer",
    "LayerReport",
    "Limits",
    "Prepared",
    "check_values",
    "classify",
    "parse",
    "prepare",
    "render",
]
