"""From a text that somebody or something wrote to a text that may run: the six layers in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graph.cypher import ast
from graph.cypher.classify import kinds_of
from graph.cypher.errors import CypherRefused, CypherSyntaxError, Layer
from graph.cypher.functions import ALLOWED_FUNCTIONS
from graph.cypher.lexer import tokenise
from graph.cypher.limits import Limits, cap_rows, too_deep
from graph.cypher.normalise import columns, normalise
from graph.cypher.parser import parse
from graph.cypher.render import render
from graph.cypher.tenant import TENANT_PARAMETER, bind, is_reserved, trespasses, unbound


@dataclass(frozen=True, slots=True)
class LayerReport:
    """What one layer found, to be shown as a step."""

    name: Layer
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that may run as it stands, and how to run it.

    ``text`` was rendered from the checked tree; ``params`` are those that it names, the tenant's included.
    The result may have one row more than ``max_rows``, which means that there was more (with UNION, one more
    for each part). ``explain`` is set when the server only plans.
    """

    text: str
    params: dict[str, Any]
    columns: tuple[str, ...]
    max_rows: int
    timeout_seconds: float
    explain: bool
    notices: tuple[str, ...]
    layers: tuple[LayerReport, ...]


def prepare(
    text: str, *, params: Mapping[str, Any], tenant_id: UUID | str, limits: Limits | None = None
) -> Prepared:
    """Check a query and bind it to a tenant.

    Raises ``CypherRefused``, naming the layer and the reasons, for everything that is not a bounded read of
    this tenant's nodes. Nothing runs here; the result of one call is safe to run many times.
    """
    if not str(tenant_id):
        raise ValueError("a query belongs to a tenant")
    limits = limits or Limits()
    statement = _read(text, params)
    _refuse(Layer.READ_ONLY, _forbidden_functions(statement))
    _refuse(Layer.TENANT, [*trespasses(statement), *_reserved_parameters(params)])
    _refuse(Layer.DEPTH, too_deep(statement, limits))
    normal = normalise(statement)
    bound, notices = cap_rows(bind(normal), limits, params)
    rendered = render(bound)
    if parse(rendered) != bound or unbound(bound):
        raise CypherRefused(Layer.TENANT, ("the query could not be bound to the tenant",))
    return Prepared(
        text=rendered,
        params={**_used(params, statement), TENANT_PARAMETER: str(tenant_id)},
        columns=columns(normal),
        max_rows=limits.max_rows,
        timeout_seconds=limits.timeout_seconds,
        explain=statement.prefix == "EXPLAIN",
        notices=notices,
        layers=tuple(_reports(bound, limits, notices)),
    )


def _read(text: str, params: Mapping[str, Any]) -> ast.Statement:
    """The tree of the text; a text that is no read query is refused by what it seems to be."""
    try:
        statement = parse(text)
    except CypherSyntaxError as error:
        raise _explained(text, error) from error
    missing = sorted(_parameters(statement) - params.keys())
    _refuse(
        Layer.SYNTAX, [f"the parameter ${name} has no value" for name in missing if not is_reserved(name)]
    )
    return statement


def _explained(text: str, error: CypherSyntaxError) -> CypherRefused:
    try:
        kinds = kinds_of(tokenise(text))
    except CypherSyntaxError:
        kinds = frozenset()
    if not (forbidden := sorted(kinds - {"read"})):
        return CypherRefused(Layer.SYNTAX, (str(error),), kinds=kinds)
    reason = f"only reading is allowed, and this looks like {', '.join(forbidden)}"
    return CypherRefused(Layer.READ_ONLY, (reason, str(error)), kinds=kinds)


def _refuse(layer: Layer, reasons: list[str] | tuple[str, ...]) -> None:
    if reasons:
        raise CypherRefused(layer, tuple(reasons))


def _forbidden_functions(statement: ast.Statement) -> list[str]:
    called = {node.name for node in ast.walk(statement) if isinstance(node, ast.FunctionCall)}
    return [
        f"the function {name} is not allowed"
        for name in sorted(called)
        if name.lower() not in ALLOWED_FUNCTIONS
    ]


def _reserved_parameters(params: Mapping[str, Any]) -> list[str]:
    return [f"the parameter ${name} is reserved" for name in params if is_reserved(name)]


def _parameters(statement: ast.Statement) -> set[str]:
    return {node.name for node in ast.walk(statement) if isinstance(node, ast.Parameter)}


def _used(params: Mapping[str, Any], statement: ast.Statement) -> dict[str, Any]:
    return {name: params[name] for name in sorted(_parameters(statement))}


def _reports(bound: ast.Statement, limits: Limits, notices: tuple[str, ...]) -> Iterator[LayerReport]:
    nodes = [node for node in ast.walk(bound) if isinstance(node, ast.NodePattern)]
    lengths = [node.maximum or 0 for node in ast.walk(bound) if isinstance(node, ast.PathLength)]
    yield LayerReport(Layer.SYNTAX, True, "understood completely")
    yield LayerReport(Layer.READ_ONLY, True, "reading clauses and allowed functions only")
    yield LayerReport(Layer.TENANT, True, f"{len(nodes)} node patterns bound to the tenant")
    yield LayerReport(
        Layer.DEPTH, True, f"longest path {max(lengths)} hops" if lengths else "no path of variable length"
    )
    yield LayerReport(Layer.TIME, True, f"stopped after {limits.timeout_seconds:g} s")
    yield LayerReport(
        Layer.ROWS, True, notices[0] if notices else f"at most {limits.max_rows} rows by its own LIMIT"
    )
