"""What has to hold of every change before anything is counted."""

import re
from collections.abc import Iterable
from typing import Final

from graph.mutations.reserved import reserved_labels, reserved_properties
from graph.schema import GraphSchema, PropertyInfo, type_of
from graph.writes.conditions import has_condition
from graph.writes.refusals import Reason, StatementRefused
from graph.writes.statements import (
    DeleteWhere,
    IndexStatement,
    NodeStatement,
    RenameProperty,
    SetWhereMissing,
    Statement,
)

_NEW_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def check_condition(statement: Statement) -> None:
    """Refuse what is about all nodes, or all of a label; a gap and an old name are conditions too.

    Raises:
        StatementRefused
    """
    if isinstance(statement, IndexStatement):
        return
    if not statement.nodes.labels:
        raise StatementRefused(Reason.UNCONDITIONED)
    if isinstance(statement, DeleteWhere) and not has_condition(statement.nodes):
        raise StatementRefused(Reason.UNCONDITIONED)


def check_not_reserved(labels: Iterable[str], properties: Iterable[str]) -> None:
    """Refuse the platform's own labels and properties, in whatever case they are written.

    Raises:
        StatementRefused
    """
    if own := [*reserved_labels(labels), *reserved_properties(properties, stamps=False)]:
        raise StatementRefused(Reason.RESERVED, name=own[0])


def check_names(statement: Statement, schema: GraphSchema) -> None:
    """Refuse labels and properties that the graph does not have, that are the platform's, or that do not fit.

    Raises:
        StatementRefused
    """
    labels = statement.nodes.labels if isinstance(statement, NodeStatement) else (statement.label,)
    for label in labels:
        check_not_reserved([label], [])
        if schema.label(label) is None:
            raise StatementRefused(Reason.UNKNOWN_LABEL, label=label)
    if isinstance(statement, DeleteWhere):
        return
    known = {info.name: info for info in schema.properties_of(frozenset(labels))}
    names = [statement.property]
    if isinstance(statement, RenameProperty):
        names.append(statement.new_name)
        if not _NEW_NAME.fullmatch(statement.new_name):
            raise StatementRefused(Reason.BAD_NAME, name=statement.new_name)
    check_not_reserved([], names)
    if statement.property not in known:
        raise StatementRefused(
            Reason.UNKNOWN_PROPERTY, labels=labels, property=statement.property, known=list(known)
        )
    if isinstance(statement, SetWhereMissing):
        _check_type(statement, known[statement.property])


def _check_type(statement: SetWhereMissing, info: PropertyInfo) -> None:
    """A value of another type would make of one property two, which no index or comparison finds."""
    kind = type_of([statement.value])
    fitting = {info.type}
    match info.type:
        case "float":
            fitting = {"float", "integer"}
        case "text":
            fitting = {"text", "datetime"}
        case "datetime" if not info.iso_text:
            fitting = set()
    if info.type != "mixed" and kind not in fitting:
        raise StatementRefused(Reason.WRONG_TYPE, property=info.name, type=info.type, value=statement.value)
