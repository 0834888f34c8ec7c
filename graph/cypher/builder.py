"""What each rule of the grammar makes: one attribute per rule or alias of ``grammar.lark``."""

# ruff: noqa: D102 - the grammar is the documentation of its rules

from dataclasses import replace
from typing import Any, Literal

from lark import Token, Transformer, v_args

from graph.cypher import ast
from graph.cypher.ast import Expression

_Properties = tuple[ast.MapEntry, ...] | None


def _node(kind: Any, **constants: Any) -> Any:
    """A rule whose children are, in order, the fields of the node that it makes."""

    def build(_self: Any, *children: Any) -> ast.Node:
        node: ast.Node = kind(*(_text(child) for child in children), **constants)
        return node

    return build


def _operation(kind: Any, operator: str) -> Any:
    def build(_self: Any, *operands: Expression) -> Expression:
        node: Expression = kind(operator, *operands)
        return node

    return build


def _combination(kind: Any, operator: str) -> Any:
    def build(_self: Any, *operands: Any) -> ast.Node:
        node: ast.Node = kind(operator, operands)
        return node

    return build


def _text(child: Any) -> Any:
    return str(child) if isinstance(child, Token) else child


def _texts(_self: Any, *tokens: Token) -> tuple[str, ...]:
    return tuple(map(str, tokens))


def _tuple(_self: Any, *children: Any) -> tuple[Any, ...]:
    return children


def _same(_self: Any, child: Any) -> Any:
    return child


@v_args(inline=True)
class TreeBuilder(Transformer[Token, ast.Statement]):
    """Builds the tree from below while the parser runs, without recursion."""

    # ── Queries and clauses ──────────────────────────────────────────────────────────────────────────

    match, optional_match = _node(ast.Match), _node(ast.Match, optional=True)
    unwind, with_clause, return_clause = _node(ast.Unwind), _node(ast.With), _node(ast.Return)
    item, ascending, descending = _node(ast.Item), _node(ast.SortItem), _node(ast.SortItem, descending=True)
    call, names, order = _node(ast.CallSubquery), _texts, _tuple

    def start(self, prefix: Any, query: ast.Query) -> ast.Statement:
        return ast.Statement(query, prefix)

    def prefix(self, token: Token) -> str:
        return token.upper()

    def one_query(self, part: ast.SingleQuery) -> ast.Query:
        return ast.Query((part,))

    def union(self, *parts: ast.SingleQuery) -> ast.Query:
        return ast.Query(parts)

    def union_all(self, *parts: ast.SingleQuery) -> ast.Query:
        return ast.Query(parts, union_all=True)

    def single_query(self, *clauses: ast.Clause) -> ast.SingleQuery:
        return ast.SingleQuery(clauses)

    def call_with(self, imports: tuple[str, ...], query: ast.Query) -> ast.CallSubquery:
        return ast.CallSubquery(query, imports)

    def projection(
        self,
        distinct: bool | None,
        items: tuple[bool, tuple[ast.Item, ...]],
        order: tuple[ast.SortItem, ...] | None,
        skip: ast.Constant | ast.Parameter | None,
        limit: ast.Constant | ast.Parameter | None,
    ) -> ast.Projection:
        star, named = items
        return ast.Projection(named, star, bool(distinct), order or (), skip, limit)

    def distinct(self) -> bool:
        return True

    def all_items(self, *items: ast.Item) -> tuple[bool, tuple[ast.Item, ...]]:
        return True, items

    def items(self, *items: ast.Item) -> tuple[bool, tuple[ast.Item, ...]]:
        return False, items

    # ── Subqueries ───────────────────────────────────────────────────────────────────────────────────

    exists, count_rows = _operation(ast.Subquery, "EXISTS"), _operation(ast.Subquery, "COUNT")
    collect, whole_query = _operation(ast.Subquery, "COLLECT"), _same

    def without_return(self, *clauses: ast.Clause) -> ast.Query:
        return ast.Query((ast.SingleQuery(clauses),))

    def pattern_query(self, paths: tuple[ast.PathPattern, ...], where: Expression | None) -> ast.Query:
        """``EXISTS { (a)-->(b) }`` is short for ``EXISTS { MATCH (a)-->(b) }``."""
        return ast.Query((ast.SingleQuery((ast.Match(paths, where),)),))

    # ── Patterns ─────────────────────────────────────────────────────────────────────────────────────

    paths, node, types, map_body = _tuple, _same, _texts, _tuple
    label, any_label = _node(ast.Label), _combination(ast.LabelCombination, "|")
    all_labels = _combination(ast.LabelCombination, "&")

    def path(self, variable: Token | None, path: ast.PathPattern | ast.NodePattern) -> ast.PathPattern:
        if isinstance(path, ast.NodePattern):
            path = ast.PathPattern(path)
        return replace(path, variable=_text(variable))

    def shortest_path(
        self, variable: Token | None, function: Token, chain: ast.PathPattern
    ) -> ast.PathPattern:
        shortest = function.lower() == "shortestpath"
        name: Literal["shortestPath", "allShortestPaths"] = "shortestPath" if shortest else "allShortestPaths"
        return replace(chain, variable=_text(variable), function=name)

    def chain(self, start: ast.NodePattern, *rest: Any) -> ast.PathPattern:
        return ast.PathPattern(start, tuple(map(ast.Step, rest[::2], rest[1::2])))

    def node_body(
        self, variable: Token | None, labels: ast.LabelExpression | None, properties: _Properties
    ) -> ast.NodePattern:
        return ast.NodePattern(_text(variable), labels, properties or ())

    def right(self, detail: ast.RelationshipPattern | None) -> ast.RelationshipPattern:
        return replace(detail or ast.RelationshipPattern("right"), direction="right")

    def left(self, detail: ast.RelationshipPattern | None) -> ast.RelationshipPattern:
        return replace(detail or ast.RelationshipPattern("left"), direction="left")

    def either(self, detail: ast.RelationshipPattern | None) -> ast.RelationshipPattern:
        return detail or ast.RelationshipPattern("either")

    def detail(
        self,
        variable: Token | None,
        types: tuple[str, ...] | None,
        length: ast.PathLength | None,
        properties: _Properties,
    ) -> ast.RelationshipPattern:
        return ast.RelationshipPattern("either", _text(variable), types or (), length, properties or ())

    def any_length(self) -> ast.PathLength:
        return ast.PathLength(None, None)

    def exact_length(self, hops: Token) -> ast.PathLength:
        return ast.PathLength(int(hops), int(hops))

    def length_between(self, minimum: Token | None, maximum: Token | None) -> ast.PathLength:
        return ast.PathLength(*(None if bound is None else int(bound) for bound in (minimum, maximum)))

    # ── Operators ────────────────────────────────────────────────────────────────────────────────────

    disjunction, exclusive = _combination(ast.Logical, "OR"), _combination(ast.Logical, "XOR")
    conjunction, negation = _combination(ast.Logical, "AND"), _operation(ast.Unary, "NOT")
    minus, plus = _operation(ast.Unary, "-"), _operation(ast.Unary, "+")
    is_null, is_not_null = _operation(ast.Unary, "IS NULL"), _operation(ast.Unary, "IS NOT NULL")
    matches, contained = _operation(ast.Binary, "=~"), _operation(ast.Binary, "IN")
    starts, ends = _operation(ast.Binary, "STARTS WITH"), _operation(ast.Binary, "ENDS WITH")
    contains, raise_to = _operation(ast.Binary, "CONTAINS"), _operation(ast.Binary, "^")
    add, subtract = _operation(ast.Binary, "+"), _operation(ast.Binary, "-")
    multiply, divide = _operation(ast.Binary, "*"), _operation(ast.Binary, "/")
    modulo, comparator = _operation(ast.Binary, "%"), _same
    property, index, slice = _node(ast.Property), _node(ast.Index), _node(ast.Slice)
    has_labels = _node(ast.HasLabels)

    def comparison(self, *parts: Any) -> Expression:
        """``a < b < c`` means ``a < b AND b < c`` (openCypher 9, chained comparison)."""
        pairs = zip(parts[1::2], parts[:-1:2], parts[2::2], strict=True)
        comparisons = tuple(ast.Binary(str(operator), left, right) for operator, left, right in pairs)
        return comparisons[0] if len(comparisons) == 1 else ast.Logical("AND", comparisons)

    # ── Values ───────────────────────────────────────────────────────────────────────────────────────

    true, false = _node(ast.Constant, value=True), _node(ast.Constant, value=False)
    null, string = _node(ast.Constant, value=None), _node(ast.Constant)
    parameter, variable, expressions = _node(ast.Parameter), _node(ast.Variable), _tuple
    map, entry, when = _node(ast.MapLiteral), _node(ast.MapEntry), _node(ast.When)
    list_comprehension, pattern_predicate = _node(ast.ListComprehension), _node(ast.PatternPredicate)
    all_properties, one_property = _node(ast.AllProperties), _node(ast.OneProperty)

    def integer(self, token: Token) -> ast.Constant:
        return ast.Constant(int(token))

    def float(self, token: Token) -> ast.Constant:
        return ast.Constant(float(token))

    def list(self, items: tuple[Expression, ...] | None) -> ast.ListLiteral:
        return ast.ListLiteral(items or ())

    def case(self, subject: Expression | None, *rest: Any) -> ast.Case:
        return ast.Case(subject, rest[:-1], rest[-1])

    def function_of_rows(self, name: Token) -> Expression:
        return ast.CountRows() if name.lower() == "count" else ast.FunctionCall(f"{name}(*)", ())

    def function(
        self, name: Token, distinct: bool | None, arguments: tuple[Expression, ...] | None
    ) -> ast.FunctionCall:
        return ast.FunctionCall(str(name), arguments or (), bool(distinct))

    def quantifier(self, kind: Token, *parts: Any) -> ast.Quantifier:
        name: Any = kind.lower()
        return ast.Quantifier(name, *map(_text, parts))

    def reduce(self, _reduce: Token, *parts: Any) -> ast.Reduce:
        return ast.Reduce(*map(_text, parts))

    def pattern_comprehension(
        self, variable: Token | None, chain: ast.PathPattern, where: Expression | None, result: Expression
    ) -> ast.PatternComprehension:
        return ast.PatternComprehension(replace(chain, variable=_text(variable)), where, result)

    def map_projection(self, variable: Token, *items: Any) -> ast.MapProjection:
        return ast.MapProjection(str(variable), items)
