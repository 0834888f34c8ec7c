"""From the tree to Cypher text. Values become parameters; names come from the live schema only."""

import re
from typing import Any, Final

from graph.engines.dialect import quoted
from graph.nl.parser.query import tree
from graph.nl.parser.query.tree import Condition, Edge, Expression, Node, Pattern, Query, ShortestPath
from graph.nl.stems import word_list

_RESERVED: Final = frozenset(
    word_list(
        "all and as asc ascending by call case contains count create delete desc descending detach distinct "
        "else end ends exists false in is limit match merge not null on optional or order remove return set "
        "skip start starts then true union unwind use when where with xor yield"
    )
)
_TAKEN: Final = frozenset({"tenant", "tenant_id", "principal"})
"""Parameters that validation keeps for itself."""
_LOOSENESS: Final = {tree.AnyOf: 2, tree.AllOf: 1}
"""What needs brackets inside something that binds tighter."""


def write(query: Query) -> tuple[str, dict[str, Any]]:
    """The text of a query, and its parameters."""
    writer = _Writer()
    return writer.query(query), writer.params


def identifier(name: str) -> str:
    """A name as Cypher writes it, quoted only where it must be."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name.casefold() not in _RESERVED
    return name if plain else quoted(name)


class _Writer:
    """Collects the parameters while it writes."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}
        self._named: dict[tuple[str, str, str], str] = {}

    def query(self, query: Query) -> str:
        known: set[str] = set(query.match.bound)
        clauses = [f"MATCH {self._pattern(query.match, known)}"]
        clauses += [f"OPTIONAL MATCH {self._pattern(each, known)}" for each in query.optional]
        for stage in query.stages:
            if isinstance(stage, tree.Unwind):
                clauses.append(f"UNWIND {self._expression(stage.of)} AS {identifier(stage.alias)}")
                continue
            distinct = "DISTINCT " if stage.distinct else ""
            clauses.append(f"WITH {distinct}{self._columns(stage.columns)}{self._where(stage.condition)}")
        distinct = "DISTINCT " if query.distinct else ""
        clauses.append(f"RETURN {distinct}{self._columns(query.columns)}")
        if query.order:
            clauses.append("ORDER BY " + ", ".join(map(self._order, query.order)))
        if query.limit is not None:
            clauses.append(f"LIMIT {query.limit}")
        return " ".join(clauses)

    def _columns(self, columns: tuple[tree.Column, ...]) -> str:
        return ", ".join(map(self._column, columns))

    def _column(self, column: tree.Column) -> str:
        text = self._expression(column.expression)
        return text if text == identifier(column.alias) else f"{text} AS {identifier(column.alias)}"

    def _order(self, order: tree.Order) -> str:
        return self._expression(order.expression) + (" DESC" if order.descending else "")

    # -- Patterns --------------------------------------------------------------------------------------------

    def _pattern(self, pattern: Pattern, known: set[str]) -> str:
        """Paths so that each starts at a node that has been written where it can: a walk reads better."""
        paths = [self._edge(edge, known) for edge in pattern.edges]
        paths += [
            self._node(node, known) for node in pattern.nodes if node.variable and node.variable not in known
        ]
        return ", ".join(paths) + self._where(pattern.condition)

    def _edge(self, edge: Edge | ShortestPath, known: set[str]) -> str:
        if isinstance(edge, ShortestPath):
            ends = self._node(edge.start, known), self._node(edge.end, known)
            return f"{edge.variable} = shortestPath({ends[0]}-[*..{edge.max_hops}]-{ends[1]})"
        text = self._node(edge.start, known)
        if not edge.hops:
            left, right = {"out": ("-", "->"), "in": ("<-", "-"), "both": ("-", "-")}[edge.direction]
            return f"{text}{left}[{edge.variable}]{right}{self._node(edge.end, known)}"
        for i, hop in enumerate(edge.hops):
            last = i == len(edge.hops) - 1
            several = f"*1..{hop.most}" if hop.most > 1 else ""
            kind = f"[{edge.variable if last else ''}:{identifier(hop.type)}{several}]"
            text += f"-{kind}->" if hop.forward else f"<-{kind}-"
            inner = f"(:{identifier(hop.label)})" if hop.label else "()"
            text += self._node(edge.end, known) if last else inner
        return text

    def _node(self, node: Node, known: set[str]) -> str:
        """The pattern of a node; its labels only where it stands first."""
        if node.variable in known:
            return f"({node.variable})"
        if node.variable:
            known.add(node.variable)
        return f"({node.variable}{self._kind(node)})"

    def _labels(self, labels: frozenset[str]) -> str:
        return "".join(f":{identifier(label)}" for label in sorted(labels))

    def _kind(self, node: Node) -> str:
        """All labels of one, or any of several."""
        if node.any_of:
            return ":" + "|".join(identifier(label) for label in sorted(node.any_of))
        return self._labels(node.labels)

    def _where(self, condition: Condition | None) -> str:
        return f" WHERE {self._condition(condition)}" if condition else ""

    # -- Conditions ------------------------------------------------------------------------------------------

    def _condition(self, condition: Condition, looseness: int = 9) -> str:
        """A condition, in brackets where the one around it binds tighter."""
        own = _LOOSENESS.get(type(condition), 0)
        text = self._bare_condition(condition)
        return f"({text})" if own and own > looseness else text

    def _bare_condition(self, condition: Condition) -> str:
        match condition:
            case tree.Comparison(left, operator, right):
                return f"{self._expression(left)} {operator} {self._expression(right)}"
            case tree.IsNull(of, negated):
                return f"{self._expression(of)} IS {'NOT ' if negated else ''}NULL"
            case tree.HasLabels(variable, labels):
                return variable + self._labels(labels)
            case tree.Exists(pattern):
                return f"EXISTS {{ MATCH {self._pattern(pattern, set(pattern.bound))} }}"
            case tree.Not(inner):
                return f"NOT {self._condition(inner, 0)}"
            case tree.AllOf(conditions):
                return " AND ".join(self._condition(each, 1) for each in conditions)
            case tree.AnyOf(conditions):
                return " OR ".join(self._condition(each, 2) for each in conditions)

    # -- Expressions -----------------------------------------------------------------------------------------

    def _expression(self, expression: Expression | Condition) -> str:
        if isinstance(expression, Condition):
            return self._condition(expression)
        match expression:
            case tree.Variable(name):
                return identifier(name)
            case tree.Property(variable, name):
                return f"{variable}.{identifier(name)}"
            case tree.Literal(value, name):
                return f"${self._param(name, value)}"
            case tree.Number(value):
                return str(value)
            case tree.Call("count", ()):
                return "count(*)"
            case tree.Call(function, arguments, distinct):
                inner = ", ".join(map(self._expression, arguments))
                return f"{function}({'DISTINCT ' if distinct else ''}{inner})"
            case tree.Arithmetic(left, operator, right):
                return f"{self._expression(left)} {operator} {self._expression(right)}"
            case tree.Choice(condition, then):
                return f"CASE WHEN {self._condition(condition)} THEN {self._expression(then)} END"
            case tree.CountOf(pattern, counted):
                inner = self._pattern(pattern, set(pattern.bound))
                return f"COUNT {{ MATCH {inner} RETURN DISTINCT {counted} }}"
            case tree.Each(variable, of, item):
                return f"[{variable} IN {self._expression(of)} | {self._expression(item)}]"

    def _param(self, name: str, value: Any) -> str:
        """One parameter for each value under a name; another number where the name is taken."""
        base = re.sub(r"\W|^(?=\d)", "_", name)
        base = f"{base}_value" if base in _TAKEN else base
        key = (base, type(value).__name__, repr(value))
        if key not in self._named:
            unique, number = base, 2
            while unique in self.params:
                unique, number = f"{base}_{number}", number + 1
            self.params[unique] = value
            self._named[key] = unique
        return self._named[key]
