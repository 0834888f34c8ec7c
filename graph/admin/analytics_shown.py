"""What a measure has found, as the facts, charts, ways and tables that the analytics page shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.admin.analytics_charts import Bar, Bars, Columns, columns_of, share_of
from graph.ask.structured import labelled, prop
from graph.cypher import ast, render
from graph.names import can_be_named
from jobs.presentation import Fact, Table, words


@dataclass(frozen=True)
class Way:
    """A path: its nodes, each but the first with the relationship that leads to it."""

    steps: list[dict[str, str]]


@dataclass(frozen=True)
class Shown:
    """All that the page shows of an answer."""

    facts: list[Fact] = field(default_factory=list)
    bars: list[Bars] = field(default_factory=list)
    columns: list[Columns] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    table: Table | None = None
    nothing: str = ""
    """What to say when there is nothing to draw."""


def shown(action: str, found: Mapping[str, Any]) -> Shown:
    """What a measure has found, in the shapes of the page."""
    return _SHAPES.get(action, _plain)(found)


def _items(title: str, items: Sequence[Mapping[str, Any]], figure: str) -> Bars:
    """Nodes with a figure each."""
    most = max((item[figure] for item in items), default=0)
    return Bars(
        title,
        [
            Bar(
                _id(item),
                " · ".join(item["labels"]),
                _number(item[figure]),
                share_of(item[figure], most),
                _query(item),
            )
            for item in items
        ],
    )


def _id(node: Mapping[str, Any]) -> str:
    return "without an id" if node["orig_id"] is None else str(node["orig_id"])


def _query(node: Mapping[str, Any]) -> str:
    """The query that finds a node; none where it cannot be written."""
    label = next(iter(node["labels"]), None)
    if not isinstance(node["orig_id"], str) or label is None or not can_be_named(label):
        return ""
    condition = ast.Binary("=", prop("n", "orig_id"), ast.Constant(node["orig_id"]))
    match = ast.Match((ast.PathPattern(ast.NodePattern("n", labelled((label,)))),), condition)
    found = ast.Return(ast.Projection((ast.Item(ast.Variable("n"), "n"),)))
    return render(ast.Statement(ast.Query((ast.SingleQuery((match, found)),))))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"


def _facts(found: Mapping[str, Any], *names: str) -> list[Fact]:
    """Figures of the whole, and how many nodes and relationships were looked at."""
    told = {name: found[name] for name in names if found.get(name) is not None}
    facts = [Fact(words(name), _number(value)) for name, value in told.items()]
    if "nodes" in found:
        facts.append(Fact("Looked at", f"{found['nodes']:,} nodes and {found['edges']:,} relationships"))
    if sampled := found.get("sampled"):
        facts.append(Fact("Estimated", f"from {sampled['sources']:,} of {sampled['of']:,} nodes"))
    return facts


def _plain(found: Mapping[str, Any]) -> Shown:
    """A measure of which the page knows nothing: its figures, and its nodes by the figure that they have."""
    figures = {name: value for name, value in found.items() if isinstance(value, int | float | str)}
    items = found.get("items", [])
    figure = next((name for name in (items[0] if items else ()) if name not in ("orig_id", "labels")), None)
    return Shown(
        facts=[Fact(words(name), str(value)) for name, value in figures.items()],
        bars=[_items(words(figure), items, figure)] if figure else [],
    )


def _degrees(found: Mapping[str, Any]) -> Shown:
    summary = found["summary"]
    counts = [(each["degree"], each["count"]) for each in found["distribution"]]
    rows = [[f"{degree:,}", f"{count:,}"] for degree, count in counts]
    return Shown(
        facts=[
            Fact("Nodes", f"{summary['nodes']:,}"),
            Fact("Fewest, most", f"{summary['min']:,}, {summary['max']:,}"),
            Fact("On average", f"{summary['avg']:.3g}"),
        ],
        columns=[columns_of("Nodes by how many relationships they have", "relationships", counts)],
        table=Table(["Relationships", "Nodes"], rows, len(rows), found["truncated"]),
        nothing="" if counts else "There are no nodes.",
    )


def _ranking(title: str, figure: str, *facts: str) -> Callable[[Mapping[str, Any]], Shown]:
    def shape(found: Mapping[str, Any]) -> Shown:
        items = found["items"]
        return Shown(
            facts=_facts(found, *facts),
            bars=[_items(title, items, figure)],
            nothing="" if items else "There are no such nodes.",
        )

    return shape


def _centrality(found: Mapping[str, Any]) -> Shown:
    return _ranking(f"Most central by {found['metric']}", "score")(found)


def _clustering(found: Mapping[str, Any]) -> Shown:
    if found["method"] != "communities":
        figure = "score" if found["method"] == "coefficient" else "triangles"
        return _ranking("Most closely clustered", figure, "average", "triangles")(found)
    most = max((each["size"] for each in found["items"]), default=0)
    bars = [
        Bar(
            f"Community {each['community']}",
            ", ".join(map(_id, each["members"])) + (" …" if each["size"] > len(each["members"]) else ""),
            f"{each['size']:,}",
            share_of(each["size"], most),
        )
        for each in found["items"]
    ]
    return Shown(
        facts=_facts(found, "communities", "modularity"),
        bars=[Bars("Largest communities, and who is best connected in each", bars)],
        nothing="" if bars else "There are no nodes.",
    )


def _components(found: Mapping[str, Any]) -> Shown:
    most = max(found["sizes"], default=0)
    bars = [
        Bar(f"Component {number}", "", f"{size:,}", share_of(size, most))
        for number, size in enumerate(found["sizes"], start=1)
    ]
    share = Fact("Largest", f"{found['largest_share']:.1%} of all")
    return Shown(
        facts=[*_facts(found, "count", "isolated"), share],
        bars=[Bars("Largest components, by their nodes", bars)],
        nothing="" if bars else "There are no nodes.",
    )


def _cores(found: Mapping[str, Any]) -> Shown:
    counts = sorted((each["core"], each["count"]) for each in found["shells"])
    return Shown(
        facts=_facts(found, "degeneracy"),
        columns=[columns_of("Nodes by the core that they belong to", "core", counts)],
        bars=[_items("In the innermost cores", found["items"], "core")],
        nothing="" if counts else "There are no nodes.",
    )


def _path(found: Mapping[str, Any]) -> Shown:
    return _paths({**found, "paths": [found["path"]] if found["found"] else [], "count": None})


def _paths(found: Mapping[str, Any]) -> Shown:
    return Shown(
        facts=_facts(found, "length", "count"),
        ways=[_way(path) for path in found["paths"]],
        nothing="" if found["found"] else "No way leads from the one to the other in so many steps.",
    )


def _way(path: Mapping[str, Any]) -> Way:
    first, *others = path["nodes"]
    steps = [_step(first)]
    before = first
    for node, edge in zip(others, path["edges"], strict=True):
        along = edge["start"] == before["orig_id"] and edge["end"] == node["orig_id"]
        arrow = f"—{edge['type']}→" if along else f"←{edge['type']}—"
        steps.append({**_step(node), "arrow": arrow})
        before = node
    return Way(steps)


def _step(node: Mapping[str, Any]) -> dict[str, str]:
    return {"name": _id(node), "about": " · ".join(node["labels"]), "query": _query(node)}


_SHAPES: Final[dict[str, Callable[[Mapping[str, Any]], Shown]]] = {
    "degree_distribution": _degrees,
    "top_k_degree": _ranking("Most relationships", "degree"),
    "centrality": _centrality,
    "clustering": _clustering,
    "connected_components": _components,
    "k_core": _cores,
    "shortest_path": _path,
    "all_shortest_paths": _paths,
    "similarity": _ranking("Most alike", "score", "compared"),
}
