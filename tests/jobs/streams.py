"""Event streams of executions whose events the test writes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from uuid import UUID

from django.db import connections

import tests.flows  # noqa: F401
from jobs.engine import claims, commits
from jobs.engine.context import PhaseContext
from jobs.engine.dispatch import announce
from jobs.engine.flows import get_flow
from jobs.engine.outcome import NewEvent, Outcome
from jobs.models import Event
from jobs.stream.feed import feed
from tenants.models import Tenant
from tests.executions import start
from tests.factories import make_principal


class Source:
    """An execution whose events the test writes, as a worker would."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant_id = tenant.pk
        self.id: UUID = start(make_principal(tenant), "tests.backlog")
        claim = claims.claim(execution_id=self.id, phase=0)
        assert claim is not None
        self.context: PhaseContext = claim.context
        self.flow = get_flow("tests.backlog")

    def log(self, *texts: str, heard: bool = True) -> None:
        """Write events; publish them unless nobody is to hear of them."""
        events = [NewEvent(name=Event.Name.LOG, data={"type": text}) for text in texts]
        committed = commits.append(context=self.context, events=events)
        assert committed
        if heard:
            announce(committed)

    def end(self, *, heard: bool = True) -> None:
        """Write the end."""
        outcome = Outcome(events=(NewEvent(name=Event.Name.LOG, data={"step": 0}),))
        committed = commits.advance(flow=self.flow, context=self.context, outcome=outcome, keep=False)
        assert committed
        if heard:
            announce(committed)

    def feed(self, after: int = 0) -> AsyncIterator[bytes]:
        """The stream of its events."""
        return feed(tenant_id=self.tenant_id, execution_id=self.id, after=after)


async def aside(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Run what blocks on a thread, which keeps no connection."""

    def call() -> Any:
        try:
            return function(*args, **options)
        finally:
            connections.close_all()

    return await asyncio.to_thread(call)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Run a scenario in an event loop of its own, within a time."""

    async def bounded() -> None:
        async with asyncio.timeout(30):
            await scenario

    asyncio.run(bounded())


def numbers(frames: list[bytes]) -> list[int]:
    """The ids of the events among what was sent."""
    lines = b"".join(frames).decode().splitlines()
    return [int(line.removeprefix("id: ")) for line in lines if line.startswith("id: ")]


async def rest(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [frame async for frame in stream]


async def until(stream: AsyncIterator[bytes], number: int) -> list[bytes]:
    """What is sent up to an event."""
    frames = []
    async for frame in stream:
        frames.append(frame)
        if frame.startswith(f"id: {number}\n".encode()):
            break
    return frames
