import socket
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What an earlier test has seen of the components is forgotten, and nobody is drained."""
    from django.conf import settings
    from redis import Redis

    from platform_project.health import checks, drain

    checks._watch.cache_clear()
    yield
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.delete(drain.KEY)
    drain._process = drain._deployment = None
    checks._watch.cache_clear()


@pytest.fixture
def nobody_listens() -> str:
    """The address of a port that refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"
