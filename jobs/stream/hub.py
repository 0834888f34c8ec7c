"""One Redis subscription for all the streams of a process."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import redis.asyncio
import structlog
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from jobs.stream.publish import channel
from jobs.stream.reading import last_numbers, on_reader_thread

logger: Final = structlog.get_logger(__name__)

BACKLOG: Final = 1_000
BACKSTOP_SECONDS: Final = 5.0
LONGEST_BACKOFF_SECONDS: Final = 5.0


class SlowClient(Exception):
    """A client does not read what it is sent; it is dropped, and comes back by its cursor."""


@dataclass(eq=False)
class Subscription:
    """What one client waits for: published events, or word that PostgreSQL has to be read again."""

    execution_id: UUID
    cursor: int
    ended: bool = False
    _messages: asyncio.Queue[list[dict[str, Any]] | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=BACKLOG)
    )
    _overflowed: bool = False

    def offer(self, events: list[dict[str, Any]] | None) -> None:
        """Hand over published events, or None: read again."""
        try:
            self._messages.put_nowait(events)
        except asyncio.QueueFull:
            self._overflowed = True

    async def next(self, timeout: float) -> list[dict[str, Any]] | None:
        """The next events, or None when PostgreSQL has to be read again.

        Raises:
            TimeoutError: nothing came.
            SlowClient: more came than is kept for a client.
        """
        if self._overflowed:
            raise SlowClient
        async with asyncio.timeout(timeout):
            return await self._messages.get()


class Hub:
    """Fans one pub/sub connection out to every client of the process.

    A lost connection is made again with back-off, and then every client reads PostgreSQL again. Beside it a
    slow poll asks PostgreSQL for all watched executions at once, for a Redis that says nothing.
    """

    def __init__(self) -> None:
        self._clients: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._confirmed: dict[str, asyncio.Event] = {}
        self._pubsub: redis.asyncio.client.PubSub | None = None
        self._background: list[asyncio.Task[None]] = []
        self._commands: set[asyncio.Task[None]] = set()

    @contextmanager
    def watching(self, execution_id: UUID, *, cursor: int) -> Iterator[Subscription]:
        """Receive what is published of an execution while the block runs."""
        self._start()
        name = channel(execution_id)
        subscription = Subscription(execution_id, cursor)
        clients = self._clients[name]
        clients.add(subscription)
        if name not in self._confirmed:
            self._confirmed[name] = asyncio.Event()
            self._command(lambda pubsub: pubsub.subscribe(name))
        try:
            yield subscription
        finally:
            clients.discard(subscription)
            if not clients:
                self._clients.pop(name, None)
                self._confirmed.pop(name, None)
                self._command(lambda pubsub: pubsub.unsubscribe(name))

    async def attached(self, execution_id: UUID, *, timeout: float) -> bool:
        """Whether Redis has confirmed the subscription in time: what is published from now on is seen."""
        confirmed = self._confirmed.get(channel(execution_id))
        try:
            async with asyncio.timeout(timeout):
                await (confirmed or asyncio.Event()).wait()
        except TimeoutError:
            return False
        return True

    def _start(self) -> None:
        if not self._background:
            self._background = [asyncio.create_task(self._listen()), asyncio.create_task(self._poll())]

    def _command(self, command: Callable[[redis.asyncio.client.PubSub], Any]) -> None:
        """Send a command when there is a connection; after a reconnect all channels are subscribed anyway."""
        if self._pubsub is None:
            return

        async def send(pubsub: redis.asyncio.client.PubSub) -> None:
            try:
                await command(pubsub)
            except Exception as error:
                # A connection that breaks just now fails in many ways; the listener makes it anew.
                logger.warning("subscription_command_failed", error=repr(error))

        task = asyncio.create_task(send(self._pubsub))
        self._commands.add(task)
        task.add_done_callback(self._commands.discard)

    async def _listen(self) -> None:
        backoff = 0.1
        while True:
            client = redis.asyncio.Redis.from_url(
                settings.REDIS_URL,
                socket_connect_timeout=2,
                health_check_interval=5,
                # Only this loop connects again: commands that did so would read over one another.
                retry=Retry(NoBackoff(), 0),
            )
            try:
                async with client.pubsub() as pubsub:
                    # The hub's own channel keeps the connection in use while nobody watches.
                    await pubsub.subscribe(channel("hub"))
                    # From here on those who come subscribe by themselves; nobody may come in between.
                    self._pubsub = pubsub
                    if self._clients:
                        await pubsub.subscribe(*self._clients)
                    backoff = 0.1
                    self._tell_all_to_read()
                    while True:
                        if message := await pubsub.get_message(timeout=1.0):
                            self._handle(message)
            except Exception as error:
                # Whatever the client raises when its connection breaks: a listener that ends leaves all deaf.
                logger.warning("subscription_lost", error=repr(error), retry_in=backoff)
            finally:
                self._pubsub = None
                await client.aclose()
            await asyncio.sleep(backoff)
            backoff = min(backoff * 2, LONGEST_BACKOFF_SECONDS)

    def _handle(self, message: dict[str, Any]) -> None:
        name = message["channel"].decode()
        if message["type"] == "subscribe" and name in self._confirmed:
            self._confirmed[name].set()
        elif message["type"] == "message":
            events = json.loads(message["data"])
            for subscription in self._clients.get(name, ()):
                subscription.offer(events)

    def _tell_all_to_read(self) -> None:
        for clients in self._clients.values():
            for subscription in clients:
                subscription.offer(None)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(BACKSTOP_SECONDS)
            watched = [subscription for clients in self._clients.values() for subscription in clients]
            if not watched:
                continue
            ids = list({subscription.execution_id for subscription in watched})
            try:
                numbers = await on_reader_thread(last_numbers, ids)
            except Exception:
                # The backstop must outlive a database that is away for a while.
                logger.exception("backstop_poll_failed")
                continue
            for subscription in watched:
                if numbers.get(subscription.execution_id, 0) > subscription.cursor:
                    subscription.offer(None)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        for closed in [other for other in _hubs if other.is_closed()]:
            del _hubs[closed]
        _hubs[loop] = Hub()
    return _hubs[loop]
