"""The event stream of an execution: each event exactly once, to however many clients."""

import asyncio
import json
import os

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from jobs.stream import feed as feeds
from jobs.stream import hub as hubs
from tenants.models import Tenant
from tests.jobs.streams import Source, aside, numbers, rest, run, until


def test_a_client_that_comes_late_sees_every_event_once_and_then_the_end(source: Source) -> None:
    source.log("one", "two")
    source.end()

    async def scenario() -> None:
        frames = await rest(source.feed())
        assert frames[0] == b"retry: 5000\n\n"
        assert numbers(frames) == [1, 2, 3, 4, 5, 6]
        last = dict(line.split(": ", 1) for line in frames[-1].decode().strip().splitlines())
        assert last["event"] == "end"
        data = json.loads(last["data"])
        assert (data["type"], data["seq"], data["status"]) == ("end", 6, "finished")

    run(scenario())


@pytest.mark.parametrize("seen", range(6))
def test_a_client_that_reconnects_anywhere_sees_the_rest_and_nothing_twice(source: Source, seen: int) -> None:
    source.log("one", "two")
    source.end()

    async def scenario() -> None:
        assert numbers(await rest(source.feed(after=seen))) == list(range(seen + 1, 7))

    run(scenario())


def test_what_is_published_arrives_at_once_with_the_same_words_as_in_a_replay(source: Source) -> None:
    async def scenario() -> None:
        stream = source.feed()
        await until(stream, 2)
        await aside(source.log, "live")
        async with asyncio.timeout(2):
            live = await until(stream, 3)
        await aside(source.end)
        live += await rest(stream)
        replayed = (await rest(source.feed(after=2)))[1:]
        assert [frame for frame in live if not frame.startswith(b":")] == replayed

    run(scenario())


def test_a_client_that_comes_while_the_subscription_is_made_hears_what_is_published(
    tenant: Tenant,
) -> None:
    sources = [Source(tenant) for _ in range(12)]

    async def scenario() -> None:
        streams = [source.feed() for source in sources]
        begun = []
        for stream in streams:
            # One after another: some come between the connection's beginning and its end.
            begun.append(asyncio.create_task(until(stream, 2)))
            await asyncio.sleep(0.0003)
        await asyncio.gather(*begun)
        listening = [asyncio.create_task(rest(stream)) for stream in streams]
        await asyncio.sleep(0.3)
        for source in sources:
            await aside(source.end)
        async with asyncio.timeout(2):
            assert [numbers(frames) for frames in await asyncio.gather(*listening)] == [[3, 4]] * len(sources)

    run(scenario())


def test_a_quiet_stream_beats(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "HEARTBEAT_SECONDS", 0.1)

    async def scenario() -> None:
        stream = source.feed()
        await until(stream, 2)
        assert [await anext(stream) for _ in range(2)] == [b": heartbeat 1\n\n", b": heartbeat 2\n\n"]

    run(scenario())


def test_a_client_that_does_not_read_is_dropped_and_comes_back_by_its_cursor(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BACKLOG", 3)

    async def scenario() -> None:
        stream = source.feed()
        await until(stream, 2)
        for _ in range(6):
            await aside(source.log, "more")
        await asyncio.sleep(0.3)
        dropped = await rest(stream)
        assert len(numbers(dropped)) < 6
        await aside(source.end)
        seen = numbers(dropped)[-1] if dropped else 2
        assert numbers(await rest(source.feed(after=seen))) == list(range(seen + 1, 11))

    run(scenario())


def test_two_hundred_idle_clients_hold_no_database_connection(source: Source) -> None:
    def open_connections() -> int:
        url = os.environ["DATABASE_OWNER_URL"]
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'platform%'"
            ).fetchone()
        assert row is not None
        return int(row[0])

    async def scenario() -> None:
        before = await asyncio.to_thread(open_connections)
        streams = [source.feed() for _ in range(200)]
        await asyncio.gather(*(until(stream, 2) for stream in streams))
        listening = [asyncio.create_task(rest(stream)) for stream in streams]
        async with asyncio.timeout(20):
            while await asyncio.to_thread(open_connections) > before:
                await asyncio.sleep(0.1)
        await aside(source.end)
        assert all(numbers(frames) == [3, 4] for frames in await asyncio.gather(*listening))

    connections.close_all()
    run(scenario())


def test_the_streams_of_a_process_share_one_subscription(source: Source) -> None:
    import redis

    async def scenario() -> None:
        streams = [source.feed() for _ in range(10)]
        await asyncio.gather(*(until(stream, 2) for stream in streams))
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            assert dict(client.pubsub_numsub(f"events:{source.id}")) == {f"events:{source.id}".encode(): 1}
        await aside(source.end)
        await asyncio.gather(*(rest(stream) for stream in streams))

    run(scenario())
