"""Flows: the chains of phases that executions walk, declared with Celery's own ``chain``.

The engine walks a chain by the execution's ``phase``. Celery never carries the chain's tail: a tail that is
delivered twice would make a second run of what follows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from celery import Task, current_app
from celery.canvas import _chain

from jobs.engine.context import PhaseContext
from jobs.engine.outcome import Outcome
from jobs.models import Execution

PhaseBody = Callable[[PhaseContext], Outcome | None]

INTERACTIVE = "interactive"
BATCH = "batch"
ETL = "etl"


class PhaseTask(Task[Any, Any]):
    """A link of a flow. Its messages carry an execution's id and a phase, never state."""

    abstract = True
    body: PhaseBody
    seconds: float
    inline: bool
    repeated: bool


@dataclass(frozen=True)
class Flow:
    """A registered chain.

    Attributes:
        name: as executions remember it; it stays when code moves.
        kind: of the executions that walk it.
        links: the phases in order, at most one of them repeated.
        queues: the class of work, served by workers of its own, so that long jobs never starve somebody
            who waits for an answer. New executions wait in ``<class>.new``, those under way in
            ``<class>.cont``, which is served first, so that what has begun ends.
        deadline: how long an execution may take in all.
    """

    name: str
    kind: Execution.Kind
    links: tuple[PhaseTask, ...]
    queues: str = INTERACTIVE
    deadline: timedelta = timedelta(minutes=30)

    def first_queue(self, priority: int) -> str:
        """Where its executions wait to begin: those of high priority before all others of their class."""
        is_high = priority >= Execution.Priority.HIGH
        return self.continuing_queue if is_high else f"{self.queues}.new"

    @property
    def continuing_queue(self) -> str:
        """Where its executions wait to go on."""
        return f"{self.queues}.cont"

    def phase_count(self, repetitions: int = 1) -> int:
        """How many phases there are when the repeated one runs so many times."""
        return len(self.links) + (repetitions - 1 if self._repeated_at is not None else 0)

    def count_after(self, phase_count: int, repetitions: int | None) -> int:
        """How many phases an execution has once a phase has said how often the repeated one will run."""
        return phase_count if repetitions is None else self.phase_count(repetitions)

    def link_at(self, phase: int, phase_count: int) -> PhaseTask:
        """The link that does ``phase`` of an execution with so many phases."""
        repeated_at = self._repeated_at
        if repeated_at is None or phase < repeated_at:
            return self.links[phase]
        repetitions = phase_count - len(self.links) + 1
        if phase < repeated_at + repetitions:
            return self.links[repeated_at]
        return self.links[phase - repetitions + 1]

    @property
    def _repeated_at(self) -> int | None:
        return next((index for index, link in enumerate(self.links) if link.repeated), None)


_flows: dict[str, Flow] = {}


def register_flow(
    name: str,
    *,
    kind: Execution.Kind,
    declaration: _chain,
    queues: str = INTERACTIVE,
    deadline: timedelta = timedelta(minutes=30),
) -> Flow:
    """Register a chain of phases under a name.

    Raises:
        ValueError: the name is taken, or more than one phase is repeated.
    """
    if name in _flows:
        raise ValueError(f"There is a flow {name!r} already.")
    links = tuple(cast(PhaseTask, current_app.tasks[str(link.task)]) for link in declaration.tasks)
    if sum(link.repeated for link in links) > 1:
        raise ValueError(f"Flow {name!r} repeats more than one phase.")
    _flows[name] = Flow(name=name, kind=kind, links=links, queues=queues, deadline=deadline)
    return _flows[name]


def get_flow(name: str) -> Flow:
    """The flow of this name.

    Raises:
        KeyError: this process knows no such flow.
    """
    return _flows[name]


def all_queues() -> tuple[str, ...]:
    """Every queue that a registered flow uses, in the order in which a worker serves them."""
    classes = sorted({flow.queues for flow in _flows.values()})
    return tuple(f"{name}.cont" for name in classes) + tuple(f"{name}.new" for name in classes)
