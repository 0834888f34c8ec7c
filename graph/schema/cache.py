"""The schema of each tenant, kept for a while.

The cache is Django's default one, so where that is Redis all processes share an entry and its
invalidation. A cache that fails costs a read of the graph, never an answer.

One process at a time reads a tenant's schema. Meanwhile others get the old one when it is merely old; when
there is none, or somebody has written to the graph, they wait for the new one.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

from graph.client import IDLE_SECONDS, within
from graph.schema.model import GraphSchema
from graph.schema.reader import READ_SECONDS, read_schema

TTL_SECONDS: Final = 15 * 60
KEPT_SECONDS: Final = 2 * TTL_SECONDS
"""How long an old schema may stand in for the one that is being read."""
TURN_SECONDS: Final = READ_SECONDS + 3
"""After so long, a reader that has not come back has died."""
WAIT_SECONDS: Final = IDLE_SECONDS - 1
"""Of a request, which may ask the graph for more after it."""
PAUSE_SECONDS: Final = 0.05
MAX_PARSED: Final = 200


# What this process has already made of the stored JSON: tenant -> (stamp's id, schema).
_parsed: dict[UUID, tuple[str, GraphSchema]] = {}


def schema_of(tenant_id: UUID, *, refresh: bool = False) -> GraphSchema:
    """The tenant's schema, at most ``TTL_SECONDS`` old (a little more while it is being read again).

    The same object is returned as long as nothing was read anew, so it can be a key of what was made of it.
    Whoever asks within a transaction waits no longer than that may be idle; the reading goes on for the next.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: it is not cached and cannot be read.
    """
    if refresh:
        invalidate(tenant_id)
    known, is_fresh, _ = _known(tenant_id)
    if known and is_fresh:
        return known
    if connection.in_atomic_block:
        return within(WAIT_SECONDS, lambda: _when_read(tenant_id))
    return _when_read(tenant_id)


def _when_read(tenant_id: UUID) -> GraphSchema:
    """The schema after as long a wait as it takes."""
    ends_at = time.monotonic() + TURN_SECONDS
    while True:
        known, is_fresh, _ = _known(tenant_id)
        if known and is_fresh:
            return known
        with _turn(tenant_id) as is_mine:
            if is_mine or time.monotonic() > ends_at:
                return _read_unless_known(tenant_id)
        if known:
            return known
        time.sleep(PAUSE_SECONDS)


def invalidate(tenant_id: UUID) -> None:
    """Forget the tenant's schema as it was before now; whoever wrote to the graph calls this afterwards."""
    with suppress(RedisError):
        # What is being read now may be of before the write: it is stored under the old generation.
        cache.set(f"{_key(tenant_id)}:generation", uuid4().hex, 2 * KEPT_SECONDS)


def data_version(tenant_id: UUID) -> str | None:
    """A word that is another one after each write through the platform; None when the cache does not say.

    Whoever writes to the graph past the platform changes nothing of it.
    """
    with suppress(RedisError):
        return str(cache.get(f"{_key(tenant_id)}:generation", ""))
    return None


def _read_unless_known(tenant_id: UUID) -> GraphSchema:
    known, is_fresh, generation = _known(tenant_id)
    if known and is_fresh:  # Whose turn it was before has just stored it.
        return known
    schema = read_schema(tenant_id)
    stamp_id = uuid4().hex
    with suppress(RedisError):
        cache.set(f"{_key(tenant_id)}:{stamp_id}", schema.as_json(), KEPT_SECONDS)
        cache.set(f"{_key(tenant_id)}:stamp", (stamp_id, time.time(), generation), KEPT_SECONDS)
    return _remember(tenant_id, stamp_id, schema)


def _known(tenant_id: UUID) -> tuple[GraphSchema | None, bool, str]:
    """What is stored of the graph as it is since the last write, whether it is fresh, and that generation."""
    stamp_key, generation_key = f"{_key(tenant_id)}:stamp", f"{_key(tenant_id)}:generation"
    found = {}
    with suppress(RedisError):
        found = cache.get_many([stamp_key, generation_key])
    generation = found.get(generation_key, "")
    stamp_id, at, of_generation = found.get(stamp_key, ("", 0.0, None))
    schema = _stored(tenant_id, stamp_id) if of_generation == generation else None
    return schema, time.time() - at < TTL_SECONDS, generation


def _stored(tenant_id: UUID, stamp_id: str) -> GraphSchema | None:
    parsed = _parsed.get(tenant_id)
    if parsed and parsed[0] == stamp_id:
        return parsed[1]
    with suppress(RedisError):
        if (stored := cache.get(f"{_key(tenant_id)}:{stamp_id}")) is not None:
            return _remember(tenant_id, stamp_id, GraphSchema.from_json(stored))
    return None


@contextmanager
def _turn(tenant_id: UUID) -> Iterator[bool]:
    """Whether it is ours to read the schema; without a cache it always is."""
    key, mine = f"{_key(tenant_id)}:turn", True
    with suppress(RedisError):
        mine = cache.add(key, 1, TURN_SECONDS)
    try:
        yield mine
    finally:
        if mine:
            with suppress(RedisError):
                cache.delete(key)


def _remember(tenant_id: UUID, stamp_id: str, schema: GraphSchema) -> GraphSchema:
    if len(_parsed) >= MAX_PARSED and tenant_id not in _parsed:
        _parsed.pop(next(iter(_parsed)), None)
    _parsed[tenant_id] = (stamp_id, schema)
    return schema


def _key(tenant_id: UUID) -> str:
    return f"graph:schema:{tenant_id}"
