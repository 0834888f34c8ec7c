"""The event stream of an execution loses nothing whatever Redis does."""

import asyncio
import os
import signal

import pytest

from jobs.stream import hub as hubs
from platform_project.devstack.servers import Servers
from tests.jobs.streams import Source, aside, numbers, rest, run, until


def test_a_gap_in_what_is_published_is_filled_from_the_database(source: Source) -> None:
    async def scenario() -> None:
        stream = source.feed()
        await until(stream, 2)
        await aside(source.log, "unheard", heard=False)
        await aside(source.end)
        async with asyncio.timeout(2):
            assert numbers(await rest(stream)) == [3, 4, 5]

    run(scenario())


def test_a_redis_that_restarts_in_the_middle_loses_no_event(source: Source, servers: Servers) -> None:
    async def scenario() -> None:
        stream = source.feed()
        frames = await until(stream, 2)
        assert servers.redis is not None
        await asyncio.to_thread(servers.redis.stop)
        await aside(source.log, "while it is away")
        await asyncio.to_thread(servers.redis.start)
        await aside(source.log, "when it is back")
        await aside(source.end)
        frames += await rest(stream)
        assert numbers(frames) == [1, 2, 3, 4, 5, 6]

    run(scenario())


def test_a_frozen_redis_delays_events_until_the_next_poll_and_loses_none(
    source: Source, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BACKSTOP_SECONDS", 0.5)

    async def scenario() -> None:
        stream = source.feed()
        await until(stream, 2)
        assert servers.redis is not None
        assert servers.redis.pid is not None
        os.kill(servers.redis.pid, signal.SIGSTOP)
        try:
            await aside(source.log, "unheard", heard=False)
            async with asyncio.timeout(3):
                assert numbers(await until(stream, 3)) == [3]
            # A client that comes now waits for the subscription no longer than a second.
            async with asyncio.timeout(3):
                assert numbers(await until(source.feed(), 3)) == [1, 2, 3]
        finally:
            os.kill(servers.redis.pid, signal.SIGCONT)
        await aside(source.end)
        assert numbers(await rest(stream)) == [4, 5]

    run(scenario())


def test_a_redis_that_says_nothing_is_made_good_by_the_poll(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BACKSTOP_SECONDS", 0.3)

    async def scenario() -> None:
        stream = source.feed()
        await until(stream, 2)
        await aside(source.log, "unheard", heard=False)
        await aside(source.end, heard=False)
        async with asyncio.timeout(2):
            assert numbers(await rest(stream)) == [3, 4, 5]

    run(scenario())
