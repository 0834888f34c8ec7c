"""Layer 5: every query has a time-out, which client and server enforce."""

from graph.cypher.errors import Layer
from graph.cypher.layers.report import LayerReport, passed
from graph.cypher.limits import Limits


def check(limits: Limits) -> tuple[float, LayerReport]:
    """The seconds that the query is given. ``Limits`` has seen to it that they are not too many."""
    seconds = limits.timeout_seconds
    return seconds, passed(Layer.TIME, f"stopped after {seconds:g} s")
