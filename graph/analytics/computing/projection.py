"""A graph reduced to what algorithms need: which nodes there are, and what leads from where to where.

On disk: a line of JSON with the names, then arrays of 32-bit numbers in the machine's own order. It never
leaves the machine that wrote it.
"""

import json
import os
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

NUMBERS: Final = "I"


class ProjectionDamaged(Exception):
    """The file is not what a projection wrote."""


@dataclass
class Projection:
    """Nodes by number, 0 to n - 1, in the order of their ids; relationships by the numbers of their ends.

    The order of both depends on nothing but what there is, so that whatever is made of one graph is the same
    each time.
    """

    ids: list[Any] = field(default_factory=list)
    """The id that each node has in the tenant's own data; None where it has none."""
    label_sets: list[list[str]] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    sets: "array[int]" = field(default_factory=lambda: array(NUMBERS))
    """Which of the label sets each node has."""
    starts: "array[int]" = field(default_factory=lambda: array(NUMBERS))
    ends: "array[int]" = field(default_factory=lambda: array(NUMBERS))
    kinds: "array[int]" = field(default_factory=lambda: array(NUMBERS))
    """Which of the types each relationship has."""

    @classmethod
    def of(
        cls, nodes: Iterable[tuple[Any, Any, Sequence[str]]], relationships: Iterable[tuple[Any, str, Any]]
    ) -> Self:
        """Make one.

        Args:
            nodes: of each the server's key, its id, its labels.
            relationships: of each the key of its start, its type, the key of its end. Those of nodes that
                are not there are left out.
        """
        made = cls()
        by_id = sorted(nodes, key=lambda each: (str(each[1]), sorted(each[2]), str(each[0])))
        number_of_set: dict[tuple[str, ...], int] = {}
        number_of: dict[Any, int] = {}
        for key, id_, labels in by_id:
            number_of[key] = len(made.ids)
            made.ids.append(id_)
            names = tuple(sorted(labels))
            made.sets.append(number_of_set.setdefault(names, len(number_of_set)))
        made.label_sets = [list(names) for names in number_of_set]
        known = [
            (number_of[start], number_of[end], kind)
            for start, kind, end in relationships
            if start in number_of and end in number_of
        ]
        made.types = sorted({kind for _, _, kind in known})
        number_of_type = {kind: number for number, kind in enumerate(made.types)}
        for start, end, kind in sorted(known):
            made.starts.append(start)
            made.ends.append(end)
            made.kinds.append(number_of_type[kind])
        return made

    @property
    def node_count(self) -> int:
        """How many nodes there are."""
        return len(self.ids)

    @property
    def relationship_count(self) -> int:
        """How many relationships there are."""
        return len(self.starts)

    def labels_of(self, node: int) -> list[str]:
        """The labels of a node, in order."""
        return self.label_sets[self.sets[node]]

    def write(self, path: Path) -> None:
        """Write it; whoever reads at the same moment finds the old file or the whole new one."""
        head = {
            "ids": self.ids,
            "label_sets": self.label_sets,
            "types": self.types,
            "relationships": self.relationship_count,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with partial.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(json.dumps(head, separators=(",", ":")).encode() + b"\n")
                for numbers in (self.sets, self.starts, self.ends, self.kinds):
                    file.write(numbers.tobytes())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def read(cls, path: Path) -> Self:
        """What ``write`` wrote.

        Raises:
            FileNotFoundError: there is none.
            ProjectionDamaged: it is not whole.
        """
        with path.open("rb") as file:
            try:
                head = json.loads(file.readline())
                found = cls(ids=head["ids"], label_sets=head["label_sets"], types=head["types"])
                lengths = (len(found.ids), *[head["relationships"]] * 3)
                for numbers, length in zip(found._arrays(), lengths, strict=True):
                    numbers.frombytes(file.read(length * numbers.itemsize))
                    if len(numbers) != length:
                        raise ProjectionDamaged(path.name)
            except (ValueError, KeyError, TypeError) as error:
                raise ProjectionDamaged(path.name) from error
        return found

    def _arrays(self) -> tuple["array[int]", ...]:
        return self.sets, self.starts, self.ends, self.kinds
