"""Syntax trees at random: everything that the grammar can say."""

import string
import unicodedata

from hypothesis import strategies as st

from graph.cypher import ast

letters = st.text(string.ascii_letters + "_", min_size=1, max_size=4)
odd_names = st.sampled_from(
    ["match", "EXISTS", "count", "all", "reduce", "end", "odd name", "a.b", "é", "'", "1", "in"]
)
names = letters | odd_names
function_names = st.sampled_from(["count", "size", "toUpper", "date.truncate", "coalesce", "exists"])
optional_names = st.none() | names


def _is_speakable(text: str) -> bool:
    return "\\u" not in text.lower() and all(
        unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\t\r\b\f"
        for c in text.replace("\ufffd", "\x00")
    )


texts = st.text(st.characters(codec="utf-8") | st.sampled_from("'\"\\`/*\n{}$;"), max_size=8).filter(
    _is_speakable
)
constants = st.builds(
    ast.Constant,
    texts
    | st.integers(0, 2**63 - 1)
    | st.floats(0, allow_infinity=False, allow_nan=False)
    | st.sampled_from([None, True, False]),
)
parameters = st.builds(ast.Parameter, letters)
variables = st.builds(ast.Variable, names)
labels = st.recursive(
    st.builds(ast.Label, names),
    lambda inner: st.builds(
        ast.LabelCombination, st.sampled_from("&|"), st.lists(inner, min_size=2, max_size=3).map(tuple)
    ),
    max_leaves=4,
)
counts = st.builds(ast.Constant, st.integers(0, 99)) | parameters
bounds = st.none() | st.integers(0, 12)
lengths = st.none() | st.builds(ast.PathLength, bounds, bounds)

# Mapped, as the choices of a choice count as choices of its own: most expressions would then be compound, and
# hardly a tree would end.
expressions = st.deferred(lambda: st.one_of(constants, parameters, variables, _compound.map(lambda one: one)))


def many(strategy, least=0, most=2):
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


entries = st.builds(ast.MapEntry, names, expressions)
properties = st.just(()) | many(entries, most=1)
node_patterns = st.builds(ast.NodePattern, optional_names, st.none() | labels, properties)
relationships = st.builds(
    ast.RelationshipPattern,
    st.sampled_from(["left", "right", "either"]),
    optional_names,
    many(names),
    lengths,
    properties,
)
steps = st.builds(ast.Step, relationships, node_patterns)
chains = st.builds(ast.PathPattern, node_patterns, many(steps, least=1))
named_chains = st.builds(ast.PathPattern, node_patterns, many(steps, least=1), optional_names)
paths = (
    st.builds(ast.PathPattern, node_patterns, many(steps), optional_names)
    | named_chains
    | st.builds(
        ast.PathPattern,
        node_patterns,
        many(steps, least=1),
        optional_names,
        st.sampled_from(["shortestPath", "allShortestPaths"]),
    )
)
conditions = st.none() | expressions

items = st.builds(ast.Item, expressions, optional_names)
sort_items = st.builds(ast.SortItem, expressions, st.booleans())
projections = st.builds(
    ast.Projection,
    many(items, least=1),
    st.booleans(),
    st.booleans(),
    many(sort_items, most=1),
    st.none() | counts,
    st.none() | counts,
)
returns = st.builds(ast.Return, projections)
queries = st.deferred(
    lambda: (
        st.builds(ast.Query, many(_single_queries, least=1, most=1))
        | st.builds(ast.Query, many(_single_queries, least=2), st.booleans())
    )
)
clauses = st.one_of(
    st.builds(ast.Match, many(paths, least=1), conditions, st.booleans()),
    st.builds(ast.Unwind, expressions, names),
    st.builds(ast.With, projections, conditions),
    st.builds(ast.CallSubquery, queries, st.none() | many(names)),
)
_single_queries = st.builds(lambda some, last: ast.SingleQuery((*some, last)), many(clauses), returns)
_without_return = st.builds(lambda some: ast.Query((ast.SingleQuery(some),)), many(clauses, least=1))
statements = st.builds(ast.Statement, queries, st.sampled_from([None, "EXPLAIN", "PROFILE"]))

_comparisons = ["=", "<>", "<", ">", "<=", ">=", "=~", "IN", "STARTS WITH", "ENDS WITH", "CONTAINS"]
_binary_operators = [*_comparisons, "+", "-", "*", "/", "%", "^"]
_projected = (
    st.builds(ast.AllProperties)
    | st.builds(ast.OneProperty, names)
    | entries
    | st.builds(ast.Variable, names)
)
_compound = st.one_of(
    st.builds(ast.ListLiteral, many(expressions)),
    st.builds(ast.MapLiteral, many(entries)),
    st.builds(ast.Property, expressions, names),
    st.builds(ast.Index, expressions, expressions),
    st.builds(ast.Slice, expressions, conditions, conditions),
    st.builds(ast.HasLabels, expressions, labels),
    st.builds(ast.FunctionCall, function_names, many(expressions), st.booleans()),
    st.builds(ast.CountRows),
    st.builds(ast.Unary, st.sampled_from(["NOT", "-", "+", "IS NULL", "IS NOT NULL"]), expressions),
    st.builds(ast.Binary, st.sampled_from(_binary_operators), expressions, expressions),
    st.builds(ast.Logical, st.sampled_from(["AND", "OR", "XOR"]), many(expressions, least=2, most=3)),
    st.builds(ast.Case, conditions, many(st.builds(ast.When, expressions, expressions), least=1), conditions),
    st.builds(ast.ListComprehension, names, expressions, conditions, conditions),
    st.builds(ast.PatternComprehension, named_chains, conditions, expressions),
    st.builds(
        ast.Quantifier, st.sampled_from(["all", "any", "none", "single"]), names, expressions, expressions
    ),
    st.builds(ast.Reduce, names, expressions, names, expressions, expressions),
    st.builds(ast.MapProjection, names, many(_projected)),
    st.builds(ast.PatternPredicate, chains),
    st.builds(ast.Subquery, st.sampled_from(["EXISTS", "COUNT"]), queries | _without_return),
    st.builds(ast.Subquery, st.just("COLLECT"), queries),
)
