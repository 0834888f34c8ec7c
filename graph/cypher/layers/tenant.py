"""Layer 3: the tenant's fence in the syntax tree.

Every node pattern, wherever it stands, gets ``tenant_id: $tenant`` among its properties. A path of variable
length also runs through nodes that no pattern describes; those are held by a condition on the path itself, in
the WHERE of the clause that the path belongs to, where it also keeps the meaning of OPTIONAL MATCH.

The fence is not shown: ``keys(n)`` leaves it out, and ``graph.values`` where whole nodes and maps are
returned.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from graph.cypher import ast
from graph.cypher.errors import Layer
from graph.cypher.layers.report import LayerReport, passed, refuse
from graph.cypher.names import fresh

TENANT_KEY: Final = "tenant_id"
TENANT_PARAMETER: Final = "tenant"
RESERVED_PARAMETERS: Final = frozenset({"tenant", "tenant_id", "principal"})
HIDDEN_LABEL_PREFIX: Final = "_"

_OF_TENANT: Final = ast.MapEntry(TENANT_KEY, ast.Parameter(TENANT_PARAMETER))


def check(statement: ast.Statement, params: Mapping[str, Any]) -> None:
    """Let through what names nothing of the fence's own.

    Raises:
        CypherRefused
    """
    reserved = [f"the parameter ${name} is reserved" for name in params if is_reserved(name)]
    refuse(Layer.TENANT, [*trespasses(statement), *reserved])


def report(bound: ast.Statement) -> LayerReport:
    """How much the fence holds."""
    patterns = sum(isinstance(node, ast.NodePattern) for node in ast.walk(bound))
    return passed(Layer.TENANT, f"{patterns} node pattern{'' if patterns == 1 else 's'} bound to the tenant")


def trespasses(statement: ast.Statement) -> tuple[str, ...]:
    """What in a user's query would get in the way of the fence; empty when nothing does.

    Two paths of one name are refused because servers disagree on which of them the name means.
    """
    return tuple(dict.fromkeys(_trespasses(statement)))


def _trespasses(statement: ast.Statement) -> Iterator[str]:
    for text in ast.strings(statement):
        if _folded(text) == TENANT_KEY:
            yield f"{TENANT_KEY} is set by the platform and may not be named"
    for node in ast.walk(statement):
        if isinstance(node, ast.Parameter) and is_reserved(node.name):
            yield f"the parameter ${node.name} is reserved"
        if isinstance(node, ast.Label) and _folded(node.name).startswith(HIDDEN_LABEL_PREFIX):
            yield f"the label {node.name} is internal"
    for part in statement.query.parts:
        paths = [
            node.variable for node in ast.walk(part) if isinstance(node, ast.PathPattern) and node.variable
        ]
        yield from (f"two paths are called {name}" for name in paths if paths.count(name) > 1)


def is_reserved(parameter: str) -> bool:
    """Whether a parameter's name belongs to the platform."""
    return _folded(parameter) in RESERVED_PARAMETERS


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def bind(statement: ast.Statement) -> ast.Statement:
    """The query with every node that it can touch bound to the tenant of ``$tenant``."""
    taken = set(ast.strings(statement))
    path_names, node_names = fresh("bound_path", taken), fresh("bound_node", taken)
    node_name = next(node_names)

    def match_of(paths: tuple[ast.PathPattern, ...], where: ast.Expression | None) -> ast.Match:
        named = tuple(
            replace(path, variable=path.variable or next(path_names)) if path.has_inner_nodes else path
            for path in paths
        )
        inner = [_inner_nodes_of_tenant(path, node_name) for path in named if path.has_inner_nodes]
        return ast.Match(named, _conjunction(where, inner))

    def change(node: ast.Node) -> ast.Node:
        match node:
            case ast.NodePattern():
                return replace(node, properties=(*node.properties, _OF_TENANT))
            case ast.Match():
                return replace(match_of(node.paths, node.where), optional=node.optional)
            case ast.PatternPredicate(path) if path.has_inner_nodes:
                return _subquery("EXISTS", match_of((path,), None))
            case ast.PatternComprehension(path, where, result) if path.has_inner_nodes or path.variable:
                return _subquery("COLLECT", match_of((path,), where), result)
            case ast.FunctionCall(name) if name.lower() == "keys":
                return _without_tenant(node, node_name)
            case _:
                return node

    return ast.rewrite(statement, change)


def _subquery(
    kind: Literal["EXISTS", "COLLECT"], match: ast.Match, result: ast.Expression | None = None
) -> ast.Subquery:
    """The subquery that says what a pattern in an expression says.

    Patterns in expressions have no place for a condition on their path, or one in which the path is not known
    (comprehensions of ArcadeDB).
    """
    clauses: tuple[ast.Clause, ...] = (match,)
    if result is not None:
        clauses = (match, ast.Return(ast.Projection((ast.Item(result, "collected"),))))
    return ast.Subquery(kind, ast.Query((ast.SingleQuery(clauses),)))


def _without_tenant(keys: ast.FunctionCall, variable: str) -> ast.ListComprehension:
    """``[key IN keys(n) WHERE key <> 'tenant_id']``."""
    other = ast.Binary("<>", ast.Variable(variable), ast.Constant(TENANT_KEY))
    return ast.ListComprehension(variable, keys, other, None)


def unbound(statement: ast.Statement) -> tuple[ast.Node, ...]:
    """The patterns that could touch another tenant's nodes: the proof, made apart from ``bind``."""
    return tuple(_unbound(statement))


def _unbound(statement: ast.Statement) -> Iterator[ast.Node]:
    for node in ast.walk(statement):
        match node:
            case ast.NodePattern() if [e for e in node.properties if e.key == TENANT_KEY] != [_OF_TENANT]:
                yield node
            case ast.Match():
                yield from (path for path in node.paths if not _is_fenced(path, node.where))
            case ast.PatternPredicate(path) | ast.PatternComprehension(path) if path.has_inner_nodes:
                yield path


def _is_fenced(path: ast.PathPattern, where: ast.Expression | None) -> bool:
    if not path.has_inner_nodes:
        return True
    conditions = where.operands if isinstance(where, ast.Logical) and where.operator == "AND" else (where,)
    quantifiers = [condition for condition in conditions if isinstance(condition, ast.Quantifier)]
    return path.variable is not None and any(
        condition == _inner_nodes_of_tenant(path, condition.variable) for condition in quantifiers
    )


def _inner_nodes_of_tenant(path: ast.PathPattern, node_name: str) -> ast.Quantifier:
    """``all(node IN nodes(path) WHERE node.tenant_id = $tenant)``."""
    nodes = ast.FunctionCall("nodes", (ast.Variable(path.variable or ""),))
    same = ast.Binary("=", ast.Property(ast.Variable(node_name), TENANT_KEY), ast.Parameter(TENANT_PARAMETER))
    return ast.Quantifier("all", node_name, nodes, same)


def _conjunction(where: ast.Expression | None, conditions: Sequence[ast.Expression]) -> ast.Expression | None:
    """All of them, in one flat AND, the query's own condition first."""
    if isinstance(where, ast.Logical) and where.operator == "AND":
        operands = [*where.operands, *conditions]
    else:
        operands = [*([where] if where else []), *conditions]
    if not operands:
        return None
    return operands[0] if len(operands) == 1 else ast.Logical("AND", tuple(operands))
