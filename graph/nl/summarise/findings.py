"""Answers that name somebody or something: a winner, a pair, a path, one record."""

from typing import Any, Final

from graph.client import QueryResult
from graph.nl.generate import Draft
from graph.nl.summarise.cells import TABLE_ROWS, amount, capital, cell, node_name, noun, number, rest, table
from graph.nl.summarise.words import Words

_MOST_COLUMNS: Final = 40


def ranking(draft: Draft, result: QueryResult, words: Words) -> str:
    """The first with its number, and the others below."""
    if len(result.columns) != 2:
        return ""
    name, found = result.rows[0]
    if measure := draft.hints.get("measure"):
        told = {"number": amount(found, words), "noun": _measured(measure, found)}
        first = words.winner.format(name=cell(name, words), **told)
    else:
        told = {"number": cell(found, words), "property": result.columns[1]}
        first = words.winner_of.format(name=cell(name, words), **told)
    if len(result.rows) == 1:
        return first
    tied = [row for row in result.rows if row[1] == found]
    if len(tied) == 1:
        return f"{words.first.format(rest=first)}\n\n{table(result, words)}"
    shared = _tied(draft, [row[0] for row in tied], found, words)
    more = f"\n\n{words.maybe_more}" if len(tied) == len(result.rows) else ""
    return f"{shared}\n\n{table(result, words)}{more}"


def _tied(draft: Draft, names: list[Any], found: Any, words: Words) -> str:
    """Those that share the first place: none of them is first alone."""
    measure = draft.hints.get("measure")
    told = {"number": amount(found, words), "noun": _measured(measure, found) if measure else ""}
    shown = ", ".join(cell(name, words) for name in names[:TABLE_ROWS])
    text = words.tied.format(names=shown + (", ..." if len(names) > TABLE_ROWS else ""), **told)
    return " ".join(words.first_tied.format(rest=text).split())


def pairs(draft: Draft, result: QueryResult, words: Words) -> str:
    """Which two share the most, and the others below."""
    if len(result.columns) != 3 or not (measure := draft.hints.get("measure")):
        return ""
    one, other, shared = result.rows[0]
    common = words.share_of.format(number=amount(shared, words), noun=_measured(measure, shared))
    first = f"{cell(one, words)} – {cell(other, words)}: {common}."
    if len(result.rows) == 1:
        return first
    return f"{words.first.format(rest=first)}\n\n{table(result, words)}"


def record(draft: Draft, result: QueryResult, words: Words) -> str:
    """One thing with what is known of it, line by line; several as a table."""
    if len(result.rows) != 1 or len(result.columns) > _MOST_COLUMNS:
        return ""
    known = [
        f"- {name}: {cell(value, words)}"
        for name, value in zip(result.columns, result.rows[0], strict=True)
        if value is not None
    ]
    return f"{capital(noun(draft, 1, words))}:\n\n" + "\n".join(known) if known else ""


def path(draft: Draft, result: QueryResult, words: Words) -> str:
    """Each path with arrows, in the direction in which its relationships really point."""
    found = [drawn for row in result.rows if (drawn := _drawn(row))]
    if len(found) != len(result.rows):
        return ""
    lines = [
        words.hop.format(path=text) if hops == 1 else words.hops.format(number=number(hops, words), path=text)
        for text, hops in found[:TABLE_ROWS]
    ]
    if len(lines) == 1 and len(found) == 1:
        return capital(lines[0]) + "."
    heading = words.paths.format(number=number(len(found), words))
    return f"{heading}\n\n" + "\n".join(f"- {line}" for line in lines) + rest(found, words)


def _drawn(row: list[Any]) -> tuple[str, int] | None:
    """A row as nodes with arrows between, and the number of its hops; None when it holds no path."""
    match row:
        case [{"nodes": [first, *nodes], "relationships": list(links)}, *_] if len(nodes) == len(links):
            text, here = node_name(first), first
            for link, node in zip(links, nodes, strict=True):
                text += _arrow(link["type"], forward=link["start"] == here["id"]) + node_name(node)
                here = node
            return text, len(links)
        case [[first, *names], list(types), *_] if len(names) == len(types):
            text = str(first)
            for kind, name in zip(types, names, strict=True):
                text += f" —{kind}— {name}"
            return text, len(types)
    return None


def _arrow(kind: str, *, forward: bool) -> str:
    return f" —{kind}→ " if forward else f" ←{kind}— "


def _measured(measure: list[str], found: Any) -> str:
    return measure[0] if found == 1 else measure[1]
