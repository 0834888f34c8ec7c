"""What a job is about that changes records, as it is kept in the job's folder until the job has ended.

Whoever finds it there after the job's end knows what of it may be in the graph, and which files it has made.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

import structlog
from django.core.serializers.json import DjangoJSONEncoder

from graph.etl.staging import folder_of
from graph.etl.transforms.changes import Change
from graph.etl.transforms.loading import Loaded, changes_of
from graph.files.selectors import file_of
from jobs.engine.context import PhaseContext
from jobs.models import Execution

logger: Final = structlog.get_logger(__name__)

WORK_FILE: Final = "changes.json"


@dataclass(frozen=True)
class Work:
    """A job that makes the changes of a file.

    Attributes:
        began_at: when the job has begun, in seconds since 1970.
        words: what its result calls the changes that were made, and those that were missed.
        result: what the job says before any change is made; None until it is known what it is to change.
    """

    tenant_id: UUID
    execution_id: UUID
    type: str
    began_at: float
    words: tuple[str, str] = ("changed", "missed")
    result: dict[str, Any] | None = None

    @classmethod
    def of(cls, ctx: PhaseContext, job_type: str, words: tuple[str, str] = ("changed", "missed")) -> Self:
        """What a job does, as far as its stages before this one have found out."""
        began_at, result = ctx.state["began_at"], ctx.state.get("result")
        return cls(ctx.tenant_id, ctx.execution_id, job_type, began_at, words, result)

    @classmethod
    def kept(cls, execution_id: UUID) -> Self | None:
        """What was kept of a job; None when nothing was, or it cannot be read any more."""
        try:
            found = json.loads((folder_of(execution_id) / WORK_FILE).read_bytes())
            found |= {name: UUID(found[name]) for name in ("tenant_id", "execution_id")}
            return cls(**{**found, "words": tuple(found["words"])})
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, LookupError) as error:
            logger.warning("etl_work_unreadable", execution_id=str(execution_id), error=repr(error))
            return None

    def keep(self) -> None:
        """Keep it in the job's folder, in place of what was kept before."""
        folder = folder_of(self.execution_id)
        folder.mkdir(parents=True, exist_ok=True)
        written = folder / f"{WORK_FILE}.new"
        written.write_text(json.dumps(asdict(self), cls=DjangoJSONEncoder))
        written.replace(folder / WORK_FILE)

    @property
    def key(self) -> str:
        """What the markers of the job begin with."""
        return f"etl:{self.execution_id}"

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to be made; only then is there a file."""
        return bool(self.result and self.result["undo_file_id"])

    @property
    def total(self) -> int:
        """How many changes there are."""
        return self.result["nodes"] + self.result["relationships"] if self.result else 0

    def changes(self) -> Iterator[tuple[Change, int]]:
        """What is to be done, from the beginning; nothing when that is not known.

        Raises:
            NotFound: somebody has deleted the file.
        """
        if self.result and self.has_changes:
            file_id = UUID(self.result["undo_file_id"])
            yield from changes_of(file_of(tenant_id=self.tenant_id, file_id=file_id))

    def known(self, result: dict[str, Any]) -> Self:
        """The same with what it says before any change is made."""
        made, missed = self.words
        nothing_yet = {made: 0, missed: result.get(missed, 0)}
        return replace(self, result={**result, **nothing_yet, "complete": False})

    def said(self, loaded: Loaded, *, until: datetime | None = None, **more: Any) -> dict[str, Any]:
        """The result of a job that has come so far, and not to its end; ``until`` as in ``seconds``."""
        before = self.result or {}
        made, missed = self.words
        done = {made: loaded.changed + loaded.already, missed: before.get(missed, 0) + loaded.missed}
        return {**before, **done, "seconds": self.seconds(until), **more}

    def seconds(self, until: datetime | None = None) -> float:
        """How long the job has taken until it has ended, or now."""
        return seconds_of(self.began_at, until)


def seconds_of(began: float, until: datetime | None) -> float:
    """How long something has taken that has begun then, in seconds since 1970; until now when not told."""
    return round((time.time() if until is None else until.timestamp()) - began, 3)


def result_and_end(execution_id: UUID) -> tuple[dict[str, Any] | None, datetime | None]:
    """What a job has said last, and when it has ended, if it has; within the tenant's scope."""
    found = Execution.objects.filter(pk=execution_id).values_list("job__result", "finished_at").first()
    return found or (None, None)
