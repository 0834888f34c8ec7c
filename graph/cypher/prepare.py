"""From a text that somebody or something wrote to a text that may run: the layers in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graph.cypher.errors import CypherRefused, Layer
from graph.cypher.estimate import Estimate
from graph.cypher.layers import cost, depth, read_only, rows, syntax, tenant, time
from graph.cypher.layers import schema as schema_layer
from graph.cypher.layers.report import LayerReport
from graph.cypher.limits import Limits
from graph.cypher.normalise import columns, normalise
from graph.cypher.parser import parse
from graph.cypher.render import render
from graph.schema import GraphSchema


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that may run as it stands, and how to run it.

    ``text`` was rendered from the checked tree; ``params`` are those that it names, the tenant's included.
    The result may have one row more than ``max_rows``, which means that there was more (with UNION, one more
    for each part). ``explain``: the server only plans; ``profile``: it runs and shows the plan as well.
    ``estimate`` is there when the live schema was.
    """

    text: str
    params: dict[str, Any]
    columns: tuple[str, ...]
    max_rows: int
    max_bytes: int
    timeout_seconds: float
    explain: bool
    profile: bool
    notices: tuple[str, ...]
    layers: tuple[LayerReport, ...]
    estimate: Estimate | None = None


def prepare(
    text: str,
    *,
    params: Mapping[str, Any],
    tenant_id: UUID | str,
    limits: Limits | None = None,
    schema: GraphSchema | None = None,
    strict: bool = True,
) -> Prepared:
    """Check a query and bind it to a tenant.

    With the tenant's live schema, the names and directions in the query are checked against it, and its cost
    is estimated. ``strict`` refuses what the schema does not have, as befits a query that was generated; else
    that is a notice, for a person who has typed the query.

    Raises ``CypherRefused``, naming the layer and the reasons, for everything that is not a bounded read of
    this tenant's nodes. Nothing runs here; the result of one call is safe to run many times.
    """
    if not str(tenant_id):
        raise ValueError("a query belongs to a tenant")
    limits = limits or Limits()
    statement, understood = syntax.read(text, params)
    reading = read_only.check(statement)
    tenant.check(statement, params)
    deep = depth.check(statement, limits)
    seconds, timed = time.check(limits)
    normal = normalise(statement)
    expected = cost.check(normal, schema, params=params, limits=limits)
    bound, notices = rows.cap(tenant.bind(normal), limits, params)
    rendered = render(bound)
    if parse(rendered) != bound or tenant.unbound(bound):
        raise CypherRefused(Layer.TENANT, ("the query could not be bound to the tenant",))
    layers = [understood, reading, tenant.report(bound), deep, timed, rows.report(limits, notices)]
    if schema is not None:
        fits, misfits = schema_layer.check(statement, schema, strict=strict)
        layers += [fits, cost.report(expected)]
        notices += (*misfits, *cost.notices(expected))
    return Prepared(
        text=rendered,
        params={
            **{name: params[name] for name in sorted(syntax.parameters(statement))},
            tenant.TENANT_PARAMETER: str(tenant_id),
        },
        columns=columns(normal),
        max_rows=limits.max_rows,
        max_bytes=limits.max_bytes,
        timeout_seconds=seconds,
        explain=statement.prefix == "EXPLAIN",
        profile=statement.prefix == "PROFILE",
        notices=notices,
        layers=tuple(layers),
        estimate=None if schema is None else expected,
    )
