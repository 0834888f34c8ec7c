"""Flows that only tests use, and the Celery application of their workers.

``celery -A tests.flows worker`` knows the product's flows and these; ``python -m tests.flows recover`` is the
recovery process that knows them too. Both can be told to die or to send twice (``armed``).
"""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

import django

django.setup()

from celery import Task, chain
from celery.signals import task_success

from celery_app import app
from jobs.engine import dispatch, recovery, runner
from jobs.engine.commits import Committed, Touched
from jobs.engine.context import PhaseContext
from jobs.engine.flows import register_flow
from jobs.engine.outcome import Child, NewEvent, Outcome
from jobs.engine.phases import phase
from jobs.errors import ExecutionFailed
from jobs.models import Event, Execution
from platform_project.settings.env import state_dir

HOOKS = Path(state_dir()) / "hooks"
DIE_BEFORE_SENDING = HOOKS / "die-before-sending"
SEND_TWICE = HOOKS / "send-twice"
LET_GO = HOOKS / "let-go"

_announce, _ring = dispatch.announce, dispatch.ring


@contextmanager
def armed(hook: Path) -> Iterator[None]:
    """Let the tests' workers do what a hook says while the block runs."""
    HOOKS.mkdir(parents=True, exist_ok=True)
    hook.touch()
    try:
        yield
    finally:
        hook.unlink(missing_ok=True)


def announce_or_die(committed: Committed, **options: Any) -> None:
    """Die once, after the commit and before anybody hears of it, when that is armed."""
    try:
        DIE_BEFORE_SENDING.unlink()
    except FileNotFoundError:
        _announce(committed, **options)
    else:
        os._exit(1)


def ring_twice(executions: Sequence[Touched]) -> int:
    """Send every message twice while that is armed."""
    if SEND_TWICE.exists():
        _ring(executions)
    return _ring(executions)


@task_success.connect
def tell(sender: Task, result: Any, **_: Any) -> None:
    """Say in the worker's log what came of a message."""
    print(f"{sender.name}: {result}", flush=True)


runner.announce = announce_or_die
dispatch.ring = recovery.ring = ring_twice


def _step(ctx: PhaseContext, what: str) -> tuple[NewEvent, ...]:
    """The one event that each phase records, by which repeated and missing steps are found."""
    return (NewEvent(name=Event.Name.LOG, data={"type": what, "step": ctx.phase}),)


@phase("tests.spawn")
def spawn(ctx: PhaseContext) -> Outcome:
    """Spawn as many children as the state says."""
    children = tuple(Child(flow="tests.child", state=ctx.state) for _ in range(ctx.state["children"]))
    return Outcome(events=_step(ctx, "spawned"), children=children)


@phase("tests.gather", inline=True)
def gather(ctx: PhaseContext) -> Outcome:
    """Go on when the children have ended."""
    return Outcome(events=_step(ctx, "gathered"))


@phase("tests.work")
def work(ctx: PhaseContext) -> Outcome:
    """Take the time that the state says."""
    ctx.sleep(ctx.state.get("seconds", 0))
    return Outcome(events=_step(ctx, "worked"))


@phase("tests.attentive")
def attentive(ctx: PhaseContext) -> Outcome:
    """Take long the first time, and hear meanwhile what the lease says."""
    if ctx.attempt == 1:
        ctx.sleep(60)
    return Outcome(events=_step(ctx, "worked"))


@phase("tests.deaf")
def deaf(ctx: PhaseContext) -> Outcome:
    """Take until it is let go the first time, and listen to nobody meanwhile."""
    while ctx.attempt == 1 and not LET_GO.exists():
        time.sleep(0.05)
    return Outcome(events=_step(ctx, "worked"))


@phase("tests.stubborn")
def stubborn(ctx: PhaseContext) -> Outcome:
    """Kill the worker's child, each time."""
    os.kill(os.getpid(), signal.SIGKILL)
    return Outcome()


@phase("tests.freeze")
def freeze(ctx: PhaseContext) -> Outcome:
    """Stop the worker's child within the transaction of its commit, the first time."""

    def record() -> None:
        if ctx.attempt == 1:
            os.kill(os.getpid(), signal.SIGSTOP)

    return Outcome(events=_step(ctx, "froze"), record=record)


@phase("tests.misrecord")
def misrecord(ctx: PhaseContext) -> Outcome:
    """Fail where the domain's rows are written."""

    def record() -> None:
        raise LookupError("The row to write to is gone.")

    return Outcome(events=_step(ctx, "never written"), record=record)


@phase("tests.give_up")
def give_up(ctx: PhaseContext) -> Outcome:
    """Fail, and keep what was found out until then."""
    return Outcome(events=_step(ctx, "found out"), failure=ExecutionFailed("That is how far it went."))


@phase("tests.announce")
def announce(ctx: PhaseContext) -> Outcome:
    """Say how often the next phase runs."""
    return Outcome(events=_step(ctx, "announced"), repetitions=ctx.state["repetitions"])


@phase("tests.repeat", repeated=True, inline=True)
def repeat(ctx: PhaseContext) -> Outcome:
    """Run as often as was said."""
    return Outcome(events=_step(ctx, "repetition"))


def _register() -> None:
    run, invocation, job = Execution.Kind.RUN, Execution.Kind.INVOCATION, Execution.Kind.JOB
    register_flow("tests.child", kind=invocation, declaration=chain(work.si(), work.si()))
    register_flow("tests.parent", kind=run, declaration=chain(spawn.si(), gather.si()))
    register_flow("tests.quick", kind=job, declaration=chain(work.si(), gather.si()))
    register_flow("tests.backlog", kind=job, declaration=chain(work.si()))
    register_flow("tests.five", kind=job, declaration=chain(*(work.si() for _ in range(5))))
    register_flow("tests.attentive", kind=job, declaration=chain(attentive.si(), gather.si()))
    register_flow("tests.deaf", kind=job, declaration=chain(deaf.si(), gather.si()))
    register_flow("tests.stubborn", kind=job, declaration=chain(stubborn.si(), gather.si()))
    register_flow("tests.frozen", kind=job, declaration=chain(freeze.si(), gather.si()))
    register_flow("tests.misrecording", kind=job, declaration=chain(misrecord.si(), gather.si()))
    register_flow("tests.giving_up", kind=job, declaration=chain(give_up.si(), gather.si()))
    register_flow("tests.repeated", kind=run, declaration=chain(announce.si(), repeat.si(), gather.si()))
    register_flow(
        "tests.hasty", kind=job, declaration=chain(work.si(), gather.si()), deadline=timedelta(seconds=1)
    )


_register()

__all__ = ("app",)

if __name__ == "__main__":
    from django.core.management import call_command

    call_command(sys.argv[1])
