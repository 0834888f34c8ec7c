"""What a layer says."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.cypher.errors import CypherRefused, Layer


@dataclass(frozen=True, slots=True)
class LayerReport:
    """What one layer found, to be shown as a step."""

    name: Layer
    ok: bool
    detail: str


def passed(layer: Layer, detail: str) -> LayerReport:
    """The report of a layer that lets the query through."""
    return LayerReport(layer, True, detail)


def refuse(layer: Layer, reasons: Sequence[str]) -> None:
    """Raise ``CypherRefused`` with each reason once, unless there is none."""
    if reasons:
        raise CypherRefused(layer, tuple(dict.fromkeys(reasons)))
