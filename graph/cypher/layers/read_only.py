"""Layer 2: nothing but reading, by allow-list.

The clauses that are allowed are those of the grammar. Functions are on a list. The list of procedures is
empty: those that servers have (``db.labels``, ``show_indexes``, ...) speak of the whole database, and no
condition on nodes holds them to one tenant; the live schema (``graph.schema``) answers what they are asked
for.
"""

from graph.cypher import ast
from graph.cypher.errors import Layer
from graph.cypher.functions import ALLOWED_FUNCTIONS
from graph.cypher.layers.report import LayerReport, passed, refuse


def check(statement: ast.Statement) -> LayerReport:
    """Let the query through when every function that it calls is allowed.

    Raises:
        CypherRefused
    """
    called = {node.name for node in ast.walk(statement) if isinstance(node, ast.FunctionCall)}
    refuse(
        Layer.READ_ONLY,
        [
            f"the function {name} is not allowed"
            for name in sorted(called)
            if name.lower() not in ALLOWED_FUNCTIONS
        ],
    )
    return passed(Layer.READ_ONLY, "reading clauses and allowed functions only")
