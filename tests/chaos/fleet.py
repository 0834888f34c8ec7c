"""The processes and servers that faults are done to."""

import os
import signal
from dataclasses import dataclass, field

import redis
from django.conf import settings

from platform_project.devstack.servers import Servers
from tests.processes import Process, recovery, worker

WORKERS = 2


@dataclass
class Fleet:
    """Two workers of two children each, a recovery process, and the embedded servers."""

    servers: Servers
    workers: list[Process] = field(default_factory=list)
    recovery: Process | None = None

    def start(self) -> None:
        """Start what is missing."""
        while len(self.workers) < WORKERS:
            self.workers.append(worker())
        if self.recovery is None:
            self.recovery = recovery()

    def stop(self) -> None:
        """Stop all of it."""
        for process in (*self.workers, self.recovery):
            if process is not None:
                process.stop()
        self.workers, self.recovery = [], None

    def kill_children(self, *, all_of_them: bool = False) -> None:
        """SIGKILL one child of each worker, or all."""
        for process in self.workers:
            for child in process.children()[: None if all_of_them else 1]:
                process.signal_one(child, signal.SIGKILL)

    def kill_worker(self) -> None:
        """SIGKILL a worker with all its children; a supervisor's part is to start another."""
        self.workers.pop(0).kill()

    def freeze_worker(self) -> Process:
        """SIGSTOP a worker with all its children."""
        self.workers[0].signal_group(signal.SIGSTOP)
        return self.workers[0]

    def flush_redis(self) -> None:
        """Forget every message."""
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.flushall()

    def messages_sent(self) -> int:
        """How many messages were put into queues since Redis was started; only they are LPUSHed."""
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            return int(client.info("commandstats").get("cmdstat_lpush", {}).get("calls", 0))

    def signal_redis(self, number: signal.Signals) -> None:
        """Send a signal to Redis."""
        assert self.servers.redis is not None
        assert self.servers.redis.pid is not None
        os.kill(self.servers.redis.pid, number)
