"""All the steps of a transform, done on one record after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.etl.canonical import canonical_json
from graph.etl.errors import ValueRefused
from graph.etl.records import NodeRecord, Record, make_node, make_relationship
from graph.etl.transforms.checking import what_is_wrong
from graph.etl.transforms.errors import RecordRefused
from graph.etl.transforms.expressions import Expression, parse, truth
from graph.etl.transforms.registry import Applies, Change, step_types
from platform_project.http.errors import ValidationFailed


class StepRefused(RecordRefused):
    """One of the steps cannot be done on a record; ``index`` says which, from 0."""

    def __init__(self, index: int, reason: str) -> None:
        self.index = index
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Step:
    """One step, ready to be done."""

    name: str
    on_nodes: bool
    about: str | None
    """The label, or the type; None for nodes of all labels."""
    where: Expression | None
    change: Change

    def is_for(self, record: Record) -> bool:
        """Whether the step is about this record.

        Raises:
            RecordRefused: the condition has no value for it.
        """
        is_node = isinstance(record, NodeRecord)
        named = record.labels if isinstance(record, NodeRecord) else (record.type,)
        if is_node is not self.on_nodes or not (self.about is None or self.about in named):
            return False
        try:
            return self.where is None or truth(self.where.worth(record)) is True
        except RecordRefused as error:
            raise RecordRefused(f"where: {error}") from None


@dataclass(frozen=True, slots=True)
class Transformed:
    """A record after all steps, and which of them have changed it."""

    record: Record
    changed_by: tuple[int, ...]

    def is_change_of(self, record: Record) -> bool:
        """Whether it is another than it was; steps may undo each other."""
        return bool(self.changed_by) and not _is_same(self.record, record)


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in their order."""

    steps: tuple[Step, ...]

    def apply(self, record: Record) -> Transformed:
        """Do all steps on a record, each on what the ones before have made.

        Raises:
            StepRefused: one of them cannot be done; the record is to stay as it is.
        """
        changed_by = []
        made = record
        for index, step in enumerate(self.steps):
            try:
                after = step.change(made) if step.is_for(made) else made
                if after is not made and not _is_same(after := _checked(after), made):
                    made = after
                    changed_by.append(index)
            except (RecordRefused, ValueRefused) as error:
                raise StepRefused(index, str(error)) from None
        return Transformed(made, tuple(changed_by))

    @property
    def labels(self) -> frozenset[str] | None:
        """Labels of which each node that may be changed has one; None when that may be any node."""
        return self._about(on_nodes=True)

    @property
    def types(self) -> frozenset[str]:
        """The types of the relationships that may be changed."""
        return self._about(on_nodes=False) or frozenset()

    def _about(self, *, on_nodes: bool) -> frozenset[str] | None:
        # A step gives new labels and types only to what it is about: what no step is about at the
        # beginning, none is ever about.
        found = [step.about for step in self.steps if step.on_nodes is on_nodes]
        return None if None in found else frozenset(each for each in found if each is not None)


def make_plan(steps: Sequence[Mapping[str, Any]], *, pointer: str = "/steps") -> Plan:
    """The plan of these steps.

    Raises:
        ValidationFailed: ``errors`` points to everything that is wrong with them.
    """
    errors = what_is_wrong(steps, below=pointer)
    made = []
    for index, each in enumerate(steps):
        below = f"{pointer}/{index}"
        if any(f"{error['pointer']}/".startswith(f"{below}/") for error in errors):
            continue
        try:
            made.append(_step(each))
        except ValueError as error:
            errors.append({"pointer": below, "code": "invalid", "detail": str(error)})
    if errors:
        raise ValidationFailed("The steps cannot be done.", extensions={"errors": errors})
    return Plan(tuple(made))


def _step(raw: Mapping[str, Any]) -> Step:
    kind = step_types()[raw["step"]]
    if "label" in raw and "type" in raw:
        raise ValueError("a step is about nodes with a label, or about relationships with a type")
    on_nodes = kind.applies is Applies.NODES or (kind.applies is Applies.BOTH and "type" not in raw)
    about = raw.get("label") or raw.get("type") or raw.get(kind.implied)
    where = parse(raw["where"]) if "where" in raw else None
    return Step(kind.name, on_nodes, about, where, kind.build(raw))


def _checked(record: Record) -> Record:
    """The record as one that a graph can hold, without nulls.

    Raises:
        ValueRefused: no graph can hold it.
    """
    if isinstance(record, NodeRecord):
        return make_node(record.orig_id, record.labels, record.properties, [])
    return make_relationship(record.orig_id, record.type, record.start, record.end, record.properties, [])


def _is_same(one: Record, other: Record) -> bool:
    # To Python 1 is 1.0, and True is 1; but what it says differs, does.
    return one == other and canonical_json(one) == canonical_json(other)
