"""The estimate of a whole query, in numbers and in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from graph.cypher import ast
from graph.cypher.estimate.clauses import ClauseEstimate, Estimator, aggregates
from graph.cypher.estimate.statistics import Statistics
from graph.cypher.estimate.values import CHARACTERS_PER_CELL
from graph.cypher.layers.rows import count_of
from graph.schema import GraphSchema

_SHOWN_CHARACTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a query may look at and return, in rows, and which of its clauses does most of that.

    ``row_bytes`` is how large its largest row may be, as JSON.
    ``pairs`` are the clauses that combine parts which nothing connects; ``faults`` say what may not run
    whatever the numbers are, or why there are none.
    """

    touched: int
    returned: int
    row_bytes: int
    clauses: tuple[ClauseEstimate, ...]
    pairs: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def dominant(self) -> str:
        """The clause that looks at most, cut to a readable length."""
        return _shown(max(self.clauses, key=lambda each: each.touched).text)

    @property
    def words(self) -> str:
        """The estimate for people."""
        rows = f"about {rounded(self.touched)} rows looked at, {rounded(self.returned)} returned"
        return rows if len(self.clauses) < 3 else f"{rows}, most of it by {self.dominant}"


def estimate(
    statement: ast.Statement, schema: GraphSchema, *, params: Mapping[str, Any], max_rows: int
) -> Estimate:
    """Estimate a query, of which ``max_rows`` rows are read at most, as its author wrote it."""
    named = {node.name for node in ast.walk(statement) if isinstance(node, ast.Label)}
    estimator = Estimator(Statistics(schema, named), params)
    touched = returned = 0.0
    for part in statement.query.parts:
        before = estimator.touched
        unlimited, skip, limit = _without_limit(part, params, max_rows)
        rows = estimator.outermost(unlimited)
        looked_at, wanted = estimator.touched - before, skip + limit
        if rows > wanted and _streams(part):
            looked_at = max(looked_at * wanted / rows, wanted)
        touched += looked_at
        returned += min(max(rows - skip, 0), limit)
    return Estimate(
        touched=int(touched),
        returned=int(returned),
        row_bytes=int(estimator.row_size * CHARACTERS_PER_CELL),
        clauses=tuple(estimator.clauses),
        pairs=tuple(dict.fromkeys(map(_shown, estimator.pairs))),
        faults=tuple(dict.fromkeys(estimator.faults)),
    )


def _without_limit(
    part: ast.SingleQuery, params: Mapping[str, Any], max_rows: int
) -> tuple[ast.SingleQuery, int, int]:
    """The part without its last SKIP and LIMIT, and these."""
    last = part.clauses[-1]
    if not isinstance(last, ast.Return):
        return part, 0, max_rows
    skip, limit = (
        fallback if bound is None else count_of(bound, params)
        for bound, fallback in ((last.projection.skip, 0), (last.projection.limit, max_rows))
    )
    unlimited = ast.Return(replace(last.projection, skip=None, limit=None))
    return ast.SingleQuery((*part.clauses[:-1], unlimited)), skip, min(limit, max_rows)


def _streams(part: ast.SingleQuery) -> bool:
    """Whether a server can stop as soon as it has enough rows, because nothing sorts, groups or drops any."""
    for clause in part.clauses:
        match clause:
            case ast.Match(paths, None) if not any(
                node.properties
                for path in paths
                for node in ast.walk(path)
                if isinstance(node, ast.NodePattern)
            ):
                continue
            case ast.Unwind():
                continue
            case ast.Return(ast.Projection(items, distinct=False, order=())) if not any(
                aggregates(item.expression) for item in items
            ):
                continue
            case _:
                return False
    return True


def rounded(number: int) -> str:
    """A number as people say it: two digits, and words for what is beyond counting."""
    if number < 100:
        return str(number)
    digits = len(str(number)) - 2
    return f"{round(number, -digits):,}" if number < 10**12 else "more than a trillion"


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS]}..."
