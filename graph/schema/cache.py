"""The schema of each tenant, kept for a while.

The cache is Django's default one, so where that is Redis all processes share an entry and its
invalidation. A cache that fails costs a read of the graph, never an answer.
"""

from contextlib import suppress
from typing import Final
from uuid import UUID

from django.core.cache import cache
from redis.exceptions import RedisError

from graph.schema.model import GraphSchema
from graph.schema.reader import read_schema

TTL_SECONDS: Final = 15 * 60


def schema_of(tenant_id: UUID, *, refresh: bool = False) -> GraphSchema:
    """The tenant's schema, at most ``TTL_SECONDS`` old.

    Raises:
        GraphUnavailable, GraphTimeout, GraphQueryFailed: it is not cached and cannot be read.
    """
    key = _key(tenant_id)
    with suppress(RedisError):
        if not refresh and (stored := cache.get(key)) is not None:
            return GraphSchema.from_json(stored)
    schema = read_schema(tenant_id)
    with suppress(RedisError):
        cache.set(key, schema.as_json(), TTL_SECONDS)
    return schema


def invalidate(tenant_id: UUID) -> None:
    """Forget the tenant's schema; whoever wrote to the graph calls this afterwards."""
    with suppress(RedisError):
        cache.delete(_key(tenant_id))


def _key(tenant_id: UUID) -> str:
    return f"graph:schema:{tenant_id}"
