"""From clause to clause: how many rows come in, what is looked at, how many go on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod, sqrt
from typing import Any, Final

from graph.cypher import ast
from graph.cypher.estimate import selectivity
from graph.cypher.estimate.expressions import Evaluator, PerRow, Variables
from graph.cypher.estimate.paths import Ends, find
from graph.cypher.estimate.statistics import Frontier, Statistics
from graph.cypher.estimate.values import ENTITY, ENTITY_SIZE, HUGE, UNKNOWN, Value, either, list_of
from graph.cypher.functions import AGGREGATES
from graph.cypher.layers.rows import count_of
from graph.cypher.render import render
from graph.cypher.scopes import ANY_NODE, NodeShape, shape_of

_MAX_HOPS: Final = 20
_MANY_PAIRS: Final = 1_000
"""Fewer combinations than so many are not worth a word."""


@dataclass(frozen=True, slots=True)
class ClauseEstimate:
    """One clause: its text, the rows that it looks at and the rows that it hands on."""

    text: str
    touched: float
    rows: float


@dataclass(frozen=True, slots=True)
class _State:
    """What stands behind a clause: how many rows, of which variables."""

    rows: float
    variables: Variables


class Estimator:
    """Goes over a query once. Nothing is ever fewer than one row, so that no factor hides another."""

    def __init__(self, statistics: Statistics, params: Mapping[str, Any]) -> None:
        self._statistics, self._params = statistics, params
        self._evaluator = Evaluator(self, params)
        self.rows = 1.0
        self.gathered = 1.0
        self.touched = 0.0
        self.row_size = 1.0
        """Of the largest row that the query returns, as ``Value.size`` counts."""
        self.faults: list[str] = []
        self.pairs: list[str] = []
        """Where parts that nothing connects are combined, each with each."""
        self.clauses: list[ClauseEstimate] = []

    def touch(self, times: float) -> None:
        """So much is looked at for each of the rows."""
        self.touched = min(self.touched + times * self.rows, HUGE)

    def fault(self, reason: str) -> None:
        """The query must not run."""
        self.faults.append(reason)

    def longest(self, key: str | None) -> int:
        """How long the longest text or list of the graph is under a name, or under any."""
        return self._statistics.longest(key)

    def per_row(self, subquery: PerRow, variables: Variables) -> Value:
        """The list of what a subquery or a path makes for one row; what that touches is written down."""
        match subquery:
            case ast.Subquery(_, query):
                made = self._query(query, variables)
                return list_of(either(list(made.variables.values())), made.rows)
            case ast.PatternPredicate(path):
                return list_of(UNKNOWN, self._match(ast.Match((path,)), _State(1, variables)).rows)
            case ast.PatternComprehension(path, where, result):
                found = self._match(ast.Match((path,), where), _State(1, variables))
                outside, self.rows = self.rows, self.rows * found.rows
                each = self._evaluator.value(result, found.variables)
                self.rows = outside
                return list_of(each, found.rows)

    def outermost(self, part: ast.SingleQuery) -> float:
        """How many rows one part of a UNION returns; its clauses are listed, and its columns weighed."""
        state = self._part(part, {}, is_outermost=True)
        self.row_size = max(self.row_size, sum(value.size for value in state.variables.values()))
        return state.rows

    def _query(self, query: ast.Query, variables: Variables) -> _State:
        """The rows that a subquery returns, and its columns; what it looks at is written down."""
        states = [self._part(part, variables) for part in query.parts]
        names = [name for name in states[0].variables if all(name in each.variables for each in states)]
        columns = {name: either([each.variables[name] for each in states]) for name in names}
        return _of(sum(each.rows for each in states), columns)

    def _part(self, part: ast.SingleQuery, variables: Variables, *, is_outermost: bool = False) -> _State:
        state = _State(1.0, variables)
        for clause in part.clauses:
            before = self.touched
            state = self._clause(clause, state)
            if is_outermost:
                self.clauses.append(ClauseEstimate(render(clause), self.touched - before, state.rows))
        return state

    def _clause(self, clause: ast.Clause, state: _State) -> _State:
        match clause:
            case ast.Match():
                return self._match(clause, state)
            case ast.Unwind(source, variable):
                value = self._value(source, state)
                self.touch(state.rows * value.length)
                return _of(state.rows * value.length, {**state.variables, variable: value.element})
            case ast.CallSubquery(query, imports):
                return self._call(query, imports, state)
            case ast.With(projection, where):
                behind = self._projection(projection, state)
                if where is not None:
                    self._value(where, behind)
                return behind
            case ast.Return(projection):
                return self._projection(projection, state)

    def _value(self, expression: ast.Node, state: _State) -> Value:
        outside = self.rows, self.gathered
        self.rows, self.gathered = min(self.rows * state.rows, HUGE), state.rows
        try:
            return self._evaluator.value(expression, state.variables)
        finally:
            self.rows, self.gathered = outside

    def _call(self, query: ast.Query, imports: tuple[str, ...] | None, state: _State) -> _State:
        names = state.variables if imports is None else imports
        inside = {name: state.variables.get(name, UNKNOWN) for name in names}
        outside, self.rows = self.rows, min(self.rows * state.rows, HUGE)
        made = self._query(query, inside)
        self.rows = outside
        return _of(state.rows * made.rows, {**state.variables, **made.variables})

    # ── Matching ─────────────────────────────────────────────────────────────────────────────────────

    def _match(self, match: ast.Match, state: _State) -> _State:
        conditions = selectivity.conjuncts(match.where)
        variables = dict(state.variables)
        rows, parts = state.rows, 0
        for path in match.paths:
            ends = self._ends(conditions, dict(variables))
            found = find(path, ends, self._statistics)
            self.touch(rows * found.touched)
            parts += found.is_apart
            rows = max(rows * found.paths, 1)
            variables = _with_path(path, variables, found.spread)
        if match.optional:
            rows = max(rows, state.rows)
        apart = parts > 1 or (parts and state.rows > 1)
        if apart and rows >= _MANY_PAIRS and not _ties(match):
            self.pairs.append(render(match))
        behind = _of(rows, variables)
        for path in match.paths:
            for value in _values_in(path):
                self._value(value, behind)
        if match.where is not None:
            self._value(match.where, behind)
        return behind

    def _ends(self, conditions: tuple[ast.Expression, ...], variables: Variables) -> Ends:
        def shape(node: ast.NodePattern) -> NodeShape:
            known = variables.get(node.variable, UNKNOWN).node if node.variable else None
            return shape_of(node.labels) & (known or ANY_NODE)

        def share(node: ast.NodePattern) -> float:
            return selectivity.share(node, shape(node), conditions, self._statistics, self._params)

        def bound(node: ast.NodePattern) -> Frontier | None:
            if node.variable is None or node.variable not in variables:
                return None
            return variables[node.variable].spread or self._statistics.at(shape(node))

        return Ends(shape, bound, share)

    # ── Projecting ───────────────────────────────────────────────────────────────────────────────────

    def _projection(self, projection: ast.Projection, state: _State) -> _State:
        made = {
            _name_of(item) or render(item.expression): self._value(item.expression, state)
            for item in projection.items
        }
        variables = {**(state.variables if projection.star else {}), **made}
        rows = state.rows
        keys = [item.expression for item in projection.items if not aggregates(item.expression)]
        if projection.distinct or len(keys) < len(projection.items):
            groups = [self._different(key, state) for key in keys]
            rows = min(rows, prod(state.rows if each is None else each for each in groups))
            for item in projection.items:
                if aggregates(item.expression):
                    name = _name_of(item) or render(item.expression)
                    variables[name] = _of_one_group(made[name], prod(each or 1 for each in groups))
        for sort in projection.order:
            self._value(sort.expression, _State(rows, {**state.variables, **variables}))
        if projection.skip is not None:
            rows = max(rows - count_of(projection.skip, self._params), 1)
        if projection.limit is not None:
            rows = min(rows, count_of(projection.limit, self._params))
        return _of(rows, variables)

    def _different(self, key: ast.Expression, state: _State) -> float | None:
        """How many values the key of a group takes, where that is known."""
        match key:
            case ast.Constant() | ast.Parameter():
                return 1
            case ast.Variable(name) if (value := state.variables.get(name)) and value.node:
                return max(self._statistics.nodes(value.node), 1)
            case ast.Property(ast.Variable(name), key_name) if (
                value := state.variables.get(name)
            ) and value.node:
                different = self._statistics.different(value.node, key_name)
                return different + 1 if different else None
            case _:
                return None


def _of(rows: float, variables: Variables) -> _State:
    return _State(min(max(rows, 1), HUGE), variables)


def _of_one_group(value: Value, groups: float) -> Value:
    """What was gathered over all groups, for the largest of them: half way from all alike to all in one."""
    return replace(value, size=max(value.size / sqrt(groups), 1))


def _name_of(item: ast.Item) -> str | None:
    if item.alias is None and isinstance(item.expression, ast.Variable):
        return item.expression.name
    return item.alias


def aggregates(expression: ast.Expression) -> bool:
    """Whether an expression makes one value of many rows."""
    return any(
        isinstance(node, ast.CountRows)
        or (isinstance(node, ast.FunctionCall) and node.name.lower() in AGGREGATES)
        for node in ast.walk(expression)
    )


def _with_path(
    path: ast.PathPattern, variables: Variables, spread: Mapping[str, Frontier]
) -> dict[str, Value]:
    made = dict(variables)
    for node in (path.start, *(step.node for step in path.steps)):
        if node.variable:
            known = made[node.variable].node if node.variable in made else None
            made[node.variable] = Value(
                size=ENTITY_SIZE,
                node=shape_of(node.labels) & (known or ANY_NODE),
                spread=spread.get(node.variable),
            )
    hops = sum(
        (step.relationship.length.maximum or 0) if step.relationship.length else 1 for step in path.steps
    )
    for step in path.steps:
        if step.relationship.variable:
            is_list = step.relationship.length is not None
            made[step.relationship.variable] = list_of(ENTITY, min(hops, _MAX_HOPS)) if is_list else ENTITY
    if path.variable:
        made[path.variable] = Value(hops + 1, (2 * hops + 1) * ENTITY_SIZE, item=ENTITY)
    return made


def _ties(match: ast.Match) -> bool:
    """Whether a condition may connect what no path connects."""
    return match.where is not None or any(
        isinstance(node, ast.Variable) for path in match.paths for node in ast.walk(path)
    )


def _values_in(path: ast.PathPattern) -> list[ast.Expression]:
    """The expressions in the properties of a path's patterns."""
    patterns: list[ast.NodePattern | ast.RelationshipPattern] = [path.start]
    for step in path.steps:
        patterns += [step.relationship, step.node]
    return [entry.value for pattern in patterns for entry in pattern.properties]
