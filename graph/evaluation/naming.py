"""By which texts a node is known, so that a node in a reference equals its name in an answer.

A reference returns nodes, an answer mostly what people call them. A property names the nodes that have the
same labels when nearly all of them have it as text and hardly two share a value; two properties (first and
last name) may do so together. Nodes that share a name count as one: an answer cannot tell them apart either.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import Any, Final
from uuid import UUID

from graph import client
from graph.cypher import prepare
from graph.engines.dialect import quoted

_NEARLY_ALL: Final = 0.9
_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


def is_node(value: Any) -> bool:
    """Whether a value is a node as results have them."""
    return isinstance(value, Mapping) and {"id", "labels", "properties"} <= value.keys()


class Names:
    """Which node a text stands for, among the nodes of some results."""

    def __init__(self, tenant_id: UUID) -> None:
        """Names are learnt from the tenant's own graph, once for each set of labels."""
        self._tenant_id = tenant_id
        self._naming: dict[tuple[str, ...], list[tuple[str, ...]]] = {}

    def index(self, nodes: Iterable[Mapping[str, Any]]) -> "NameIndex":
        """Everything that these nodes are called."""
        index = NameIndex()
        for node in nodes:
            labels = tuple(node["labels"])
            if labels not in self._naming:
                self._naming[labels] = self._naming_properties(labels)
            index.add(node["id"], self._texts(node["properties"], labels))
        return index

    def _texts(self, properties: Mapping[str, Any], labels: tuple[str, ...]) -> list[str]:
        named = [[properties.get(name) for name in names] for names in self._naming[labels]]
        texts = [" ".join(map(str, parts)) for parts in named if all(isinstance(part, str) for part in parts)]
        return [*texts, str(properties["orig_id"])] if "orig_id" in properties else texts

    def _naming_properties(self, labels: tuple[str, ...]) -> list[tuple[str, ...]]:
        pattern = "".join(f":{quoted(label)}" for label in labels)
        prepared = prepare(f"MATCH (n{pattern}) RETURN n", params={}, tenant_id=self._tenant_id)
        result = client.read(
            prepared.text,
            prepared.params,
            timeout_seconds=prepared.timeout_seconds,
            max_rows=prepared.max_rows,
        )
        found = [node["properties"] for (node,) in result.rows]
        texts = sorted({name for each in found for name, value in each.items() if _is_name(value)})
        alone = [(name,) for name in texts if _names(found, (name,))]
        together = [pair for pair in permutations(texts, 2) if _names(found, pair)]
        return [*alone, *together]


class NameIndex:
    """Nodes by their ids and texts; each is represented by the first of those that share a text with it."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._by_id: dict[str, str] = {}
        self._by_text: dict[str, str] = {}

    def add(self, node_id: str, texts: Iterable[str]) -> None:
        """A node, and what it is called."""
        if node_id in self._by_id:
            return
        texts = list(texts)
        first = next((self._by_text[text] for text in texts if text in self._by_text), node_id)
        self._by_id[node_id] = first
        for text in texts:
            self._by_text.setdefault(text, first)

    def of_node(self, node_id: str) -> str:
        """Who represents a node; itself when it is not among them."""
        return self._by_id.get(node_id, node_id)

    def of_text(self, text: str) -> str | None:
        """Who is called so."""
        return self._by_text.get(text)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and not _ISO_DATE.match(value)


def _names(nodes: list[dict[str, Any]], properties: tuple[str, ...]) -> bool:
    """Whether these properties tell the nodes apart."""
    values = [tuple(node.get(name) for name in properties) for node in nodes]
    present = [each for each in values if all(_is_name(part) for part in each)]
    return (
        len(present) >= _NEARLY_ALL * len(nodes) and len(set(present)) >= _NEARLY_ALL * len(present)
    ) or len(nodes) == 1
