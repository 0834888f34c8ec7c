"""Layer 4: no path reaches farther than it may."""

from collections.abc import Iterator

from graph.cypher import ast
from graph.cypher.errors import Layer
from graph.cypher.layers.report import LayerReport, passed, refuse
from graph.cypher.limits import HARD_DEPTH, HARD_HOPS, Limits


def check(statement: ast.Statement, limits: Limits) -> LayerReport:
    """Let the query through when every variable-length part has an upper bound that is small enough.

    Raises:
        CypherRefused
    """
    refuse(Layer.DEPTH, list(_too_deep(statement, limits.max_depth)))
    lengths = [node.maximum or 0 for node in ast.walk(statement) if isinstance(node, ast.PathLength)]
    detail = f"longest path {max(lengths)} hops" if lengths else "no path of variable length"
    return passed(Layer.DEPTH, detail)


def _too_deep(statement: ast.Statement, max_depth: int) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.PathLength):
            if node.maximum is None:
                yield f"a variable-length path needs an upper bound, such as *..{max_depth}"
            elif node.maximum > max_depth:
                yield f"a path of up to {node.maximum} hops is longer than {max_depth}"
            elif (node.minimum or 0) > node.maximum:
                yield f"no path has at least {node.minimum} and at most {node.maximum} hops"
        elif isinstance(node, ast.PathPattern):
            lengths = [step.relationship.length for step in node.steps]
            total = sum(length.maximum or 0 for length in lengths if length)
            if total > HARD_DEPTH:
                yield f"the variable-length parts of one path may add up to {HARD_DEPTH} hops, not {total}"
            if len(node.steps) > HARD_HOPS:
                yield f"one path may have {HARD_HOPS} relationships, not {len(node.steps)}"
