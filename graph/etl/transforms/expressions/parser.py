"""Text to syntax tree."""

import difflib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedToken

from graph.etl.transforms.errors import ExpressionRefused
from graph.etl.transforms.expressions import tree
from graph.etl.transforms.expressions.functions import FUNCTIONS
from graph.etl.transforms.expressions.lexer import ExpressionLexer
from graph.etl.transforms.expressions.tree import Expression

MAX_DEPTH: Final = 60
"""How many operators may stand in each other."""
_GRAMMAR: Final = Path(__file__).with_name("grammar.lark")


@lru_cache(maxsize=256)
def parse(text: str) -> Expression:
    """The syntax tree of an expression, in time in proportion to its length. Trees are shared.

    Raises:
        ExpressionRefused: the grammar does not have it, or it is too long or too deep.
    """
    try:
        root = cast(Expression, _parser().parse(text))
    except UnexpectedToken as error:
        raise _unexpected(error) from None
    if tree.depth(root) > MAX_DEPTH:
        raise ExpressionRefused(f"operators may be nested {MAX_DEPTH} deep", column=1)
    return root


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, Expression]):
    """Builds the tree from below while the parser runs, without recursion: a method per rule or alias."""

    def start(self, root: Expression) -> Expression:
        return root

    def disjunction(self, *operands: Expression) -> Expression:
        return tree.Logical(True, operands)

    def conjunction(self, *operands: Expression) -> Expression:
        return tree.Logical(False, operands)

    def negation(self, operand: Expression) -> Expression:
        return tree.Negation(operand)

    def comparison(self, left: Expression, operator: Token, right: Expression) -> Expression:
        return tree.Comparison(str(operator), left, right)

    def is_null(self, operand: Expression) -> Expression:
        return tree.IsNull(operand)

    def is_not_null(self, operand: Expression) -> Expression:
        return tree.Negation(tree.IsNull(operand))

    def contained(self, item: Expression, items: Expression) -> Expression:
        return tree.Contained(item, items)

    def not_contained(self, item: Expression, items: Expression) -> Expression:
        return tree.Negation(tree.Contained(item, items))

    def joined(self, *operands: Expression) -> Expression:
        return tree.Joined(operands)

    def arithmetic(self, left: Expression, operator: Token, right: Expression) -> Expression:
        return tree.Arithmetic(str(operator), left, right)

    def signed(self, sign: Token, operand: Expression) -> Expression:
        return tree.Signed(operand) if sign == "-" else operand

    def item(self, items: Expression, index: Expression) -> Expression:
        return tree.Item(items, index)

    def text(self, token: Token) -> Expression:
        return tree.Constant(str(token))

    def integer(self, token: Token) -> Expression:
        return tree.Constant(int(token))

    def float(self, token: Token) -> Expression:
        return tree.Constant(float(token))

    def true(self) -> Expression:
        return tree.Constant(True)

    def false(self) -> Expression:
        return tree.Constant(False)

    def null(self) -> Expression:
        return tree.Constant(None)

    def property(self, token: Token) -> Expression:
        return tree.Property(str(token))

    def call(self, name: Token, arguments: tuple[Expression, ...] | None) -> Expression:
        return _call(name, arguments or ())

    def items(self, operands: tuple[Expression, ...] | None) -> Expression:
        return tree.Items(operands or ())

    def expressions(self, *operands: Expression) -> tuple[Expression, ...]:
        return operands

    def when(self, condition: Expression, result: Expression) -> tuple[Expression, Expression]:
        return condition, result

    def case(self, *found: Any) -> Expression:
        *branches, otherwise = found
        return tree.Case(tuple(branches), otherwise or tree.Constant(None))


def _call(name: Token, arguments: tuple[Expression, ...]) -> Expression:
    column = name.column or 1
    function = FUNCTIONS.get(name.lower())
    if function is None:
        near = difflib.get_close_matches(name.lower(), FUNCTIONS, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ExpressionRefused(f"there is no function {str(name)[:40]}{hint}", column=column)
    if not function.least <= len(arguments) <= function.most:
        raise ExpressionRefused(f"{len(arguments)} arguments do not fit {function.usage}", column=column)
    return tree.Call(function, arguments)


@cache
def _parser() -> Lark:
    return Lark(
        _GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer=ExpressionLexer,
        transformer=_TreeBuilder(),
        maybe_placeholders=True,
    )


def _unexpected(error: UnexpectedToken) -> ExpressionRefused:
    token = error.token
    if token.type == "$END":
        return ExpressionRefused("the expression ends too early", column=max(error.column, 1))
    return ExpressionRefused(f"{str(token)[:40]!r} was not expected here", column=error.column)
