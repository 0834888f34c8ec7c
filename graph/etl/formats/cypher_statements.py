"""What a statement of CREATE and MERGE makes, read from its syntax tree.

Texts and numbers are taken out of a statement before it is parsed, so statements of one shape, as programs
write them, are parsed once.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

from graph.cypher import ast
from graph.cypher.errors import CypherSyntaxError
from graph.cypher.parser import parse
from graph.etl.canonical import canonical_json
from graph.etl.errors import ValueRefused
from graph.etl.records import NodeRecord, Record, RelationshipRecord, make_id, make_node, make_relationship
from graph.etl.values import Value, parse_temporal, text_of

CLAUSES: Final = ("CREATE", "MERGE")
_LONGEST_KEPT: Final = 4_000
_TOKEN: Final = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<name>`[^`]*`)
      | (?<!\w)(?P<number>0[xX][0-9A-Fa-f]+|0[oO][0-7]+|(?:[0-9]*\.)?[0-9]+(?:[eE][+-]?[0-9]+)?)
      | '(?P<single>(?>[^'\\]+|\\.)*+)'
      | "(?P<double>(?>[^"\\]+|\\.)*+)"
      | (?P<parameter>\$)""",
    re.VERBOSE | re.DOTALL,
)
_STRUCTURE: Final = re.compile(r"`[^`]*`|[A-Za-z_][A-Za-z0-9_]*|[()\[\]{}]")
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES: Final = {
    "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\\": "\\", "'": "'", '"': '"', "`": "`",
}  # fmt: skip
_TEMPORAL: Final = {
    "date": "date", "datetime": "datetime", "localdatetime": "datetime", "time": "time", "localtime": "time",
}  # fmt: skip
_ONLY: Final = "only CREATE and MERGE of nodes and relationships are taken"


class _Clause(NamedTuple):
    merges: bool
    paths: tuple[ast.PathPattern, ...]


def records_of(statement: str, *, place: str, ignored: list[str]) -> list[Record]:
    """The nodes and relationships that a statement makes.

    A node is told apart by its property ``orig_id``, else by its first label and its property ``id``, else by
    what MERGE says of it or by where its CREATE stands.

    Args:
        place: where the statement stands in its file.
        ignored: gets the reserved names among properties.

    Raises:
        ValueRefused: it makes anything else.
    """
    template, literals = _taken_out(statement)
    plan = _kept_plan(template) if len(template) <= _LONGEST_KEPT else _plan(template)
    making = _Making(literals, place, ignored)
    for clause in plan:
        for path in clause.paths:
            making.path(path, merges=clause.merges)
    return making.records


def _taken_out(statement: str) -> tuple[str, list[str | int | float]]:
    literals: list[str | int | float] = []

    def replace(found: re.Match[str]) -> str:
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "name":
            return text
        if kind == "comment":
            return " "
        if kind == "parameter":
            raise ValueRefused("a script has no parameters")
        literals.append(_number(text) if kind == "number" else _text(text))
        return f" $p{len(literals) - 1} "

    return _TOKEN.sub(replace, statement), literals


def _number(text: str) -> int | float:
    base = {"0x": 16, "0o": 8}.get(text[:2].lower(), 10)
    if base == 10 and not text.isdecimal():
        return float(text)
    if len(text) > 25:
        raise ValueRefused("a whole number does not fit in 64 bits")
    return int(text, base)


def _text(body: str) -> str:
    if "\\" not in body:
        return text_of(body)
    text = _ESCAPE.sub(_character, body)
    try:  # two escapes may be the halves of one character
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text_of(text)


def _character(found: re.Match[str]) -> str:
    escape = found[1]
    if len(escape) > 1:
        if (number := int(escape[1:], 16)) > 0x10FFFF:
            raise ValueRefused(f"\\{escape} is no character")
        return chr(number)
    if escape not in _ESCAPES:
        raise ValueRefused(f"unknown escape \\{escape} in a text")
    return _ESCAPES[escape]


def _plan(template: str) -> tuple[_Clause, ...]:
    """The clauses of a statement without its texts and numbers."""
    starts: list[re.Match[str]] = []
    depth = 0
    for found in _STRUCTURE.finditer(template):
        word = found[0].upper()
        depth += (word in "([{") - (word in ")]}")
        if depth == 0 and word in CLAUSES:
            starts.append(found)
        elif not starts:
            raise ValueRefused(f"the statement begins with {found[0][:40]}: {_ONLY}")
    if not starts:
        raise ValueRefused(f"the statement is none of Cypher: {_ONLY}")
    ends = [*(found.start() for found in starts[1:]), len(template)]
    return tuple(
        _Clause(found[0].upper() == "MERGE", _paths(template[found.end() : end].rstrip().rstrip(";")))
        for found, end in zip(starts, ends, strict=True)
    )


_kept_plan: Final = lru_cache(maxsize=1_000)(_plan)


def _paths(pattern: str) -> tuple[ast.PathPattern, ...]:
    """The paths behind CREATE or MERGE. They are what may stand behind MATCH, and nothing may follow."""
    try:
        query = parse(f"MATCH {pattern} RETURN 1").query
    except CypherSyntaxError as error:
        raise ValueRefused(f"{error.reason.replace('$p', 'value ')}: {_ONLY}") from None
    match query.parts:
        case (ast.SingleQuery((ast.Match(paths, None, False), ast.Return())),):
            return paths
    raise ValueRefused(_ONLY)


@dataclass(slots=True)
class _Making:
    """One statement being read: its variables, and what it has made."""

    literals: Sequence[str | int | float]
    place: str
    ignored: list[str]
    records: list[Record] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)

    def path(self, path: ast.PathPattern, *, merges: bool) -> None:
        """Add what a path makes."""
        if path.function:
            raise ValueRefused(_ONLY)
        start = self._node(path.start, merges)
        for step in path.steps:
            end = self._node(step.node, merges)
            self._relationship(step.relationship, start, end, merges)
            start = end

    def _node(self, pattern: ast.NodePattern, merges: bool) -> str:
        known = self.variables.get(pattern.variable or "")
        if known is not None:
            if pattern.labels or pattern.properties:
                raise ValueRefused(f"{pattern.variable} is described twice")
            return known
        labels, properties = _labels(pattern.labels), self._properties(pattern.properties)
        orig_id = properties.pop("orig_id", None)
        if orig_id is None or not merges or labels or properties:
            record = make_node("-", labels, properties, self.ignored)
            if orig_id is None:
                orig_id = self._own_id(record, labels, merges)
            self.records.append(NodeRecord(make_id(orig_id), record.labels, record.properties))
        found = make_id(orig_id)
        if pattern.variable:
            self.variables[pattern.variable] = found
        return found

    def _own_id(self, record: NodeRecord, labels: list[str], merges: bool) -> str:
        if (key := record.properties.get("id")) is not None and labels:
            return f"{labels[0]}:{make_id(key)}"
        return self._made_id(record, merges)

    def _relationship(self, pattern: ast.RelationshipPattern, start: str, end: str, merges: bool) -> None:
        if pattern.direction == "either" or len(pattern.types) != 1 or pattern.length:
            raise ValueRefused("a relationship has one type, one direction and no length")
        if pattern.direction == "left":
            start, end = end, start
        properties = self._properties(pattern.properties)
        orig_id = properties.pop("orig_id", None)
        record = make_relationship(orig_id, pattern.types[0], start, end, properties, self.ignored)
        if orig_id is None and merges:
            record = RelationshipRecord(
                self._made_id(record, merges), record.type, start, end, record.properties
            )
        self.records.append(record)

    def _made_id(self, record: Record, merges: bool) -> str:
        """Of what has none: the same for the same MERGE anywhere, another for every CREATE."""
        said = canonical_json(record)
        if merges:
            return f"merged-{hashlib.sha256(said).hexdigest()[:32]}"
        place = f"{self.place}:{len(self.records)}:".encode()
        return f"created-{hashlib.sha256(place + said).hexdigest()[:32]}"

    def _properties(self, entries: tuple[ast.MapEntry, ...]) -> dict[str, Any]:
        return {entry.key: self._value(entry.value) for entry in entries}

    def _value(self, expression: ast.Expression) -> Value:
        match expression:
            case ast.Parameter(name):
                return self.literals[int(name[1:])]
            case ast.Constant(value):
                return value
            case ast.ListLiteral(items):
                return [self._value(item) for item in items]
            case ast.Unary("-" | "+" as sign, operand):
                number = self._value(operand)
                if isinstance(number, int | float) and not isinstance(number, bool):
                    return -number if sign == "-" else number
            case ast.FunctionCall(name, (argument,), False) if name.lower() in _TEMPORAL:
                text = self._value(argument)
                if isinstance(text, str):
                    return parse_temporal(_TEMPORAL[name.lower()], text)
        raise ValueRefused("a value is a text, a number, true, false, null, a list or date('...')")


def _labels(expression: ast.LabelExpression | None) -> list[str]:
    match expression:
        case None:
            return []
        case ast.Label(name):
            return [name]
        case ast.LabelCombination("&", operands):
            return [label for operand in operands for label in _labels(operand)]
    raise ValueRefused("a node has all of its labels, not one of several")
