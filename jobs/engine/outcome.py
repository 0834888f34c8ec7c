"""What a phase hands to the engine to be committed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jobs.models import Event
from platform_project.http.errors import PlatformError
from tenants.ids import new_id


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """An event to be written in the same transaction as what it reports."""

    name: Event.Name
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Child:
    """An execution that the current one waits for; it acts for the same principal."""

    flow: str
    id: UUID = field(default_factory=new_id)
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of a phase; all of it is committed in one transaction, or none.

    Attributes:
        state: merged into the execution's state, for the phases that follow.
        events: written and numbered in this order.
        children: spawned; the execution waits until each of them has ended.
        record: writes the domain's rows. It runs inside the commit's transaction, in the tenant's scope,
            and may run again when the phase does, so it must write only to the database.
        failure: why the execution ends here as failed, although what was found out is kept.
        repetitions: how often the flow's repeated phase will run (planning decides that).
    """

    state: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[NewEvent, ...] = ()
    children: tuple[Child, ...] = ()
    record: Callable[[], None] | None = None
    failure: PlatformError | None = None
    repetitions: int | None = None
