"""The platform's own processes: what runs beside the servers."""

import sys
from collections.abc import Mapping
from typing import Final

from platform_project.devstack import ports
from platform_project.devstack.owned_process import OwnedProcess
from platform_project.devstack.state import REPOSITORY, StateDirectory

WORKER_QUEUES: Final = {
    "worker-interactive": "beat,interactive.cont,interactive.new",
    "worker-batch": "batch.cont,etl.cont,batch.new,etl.new",
}
"""Queues per class of work, each with workers of its own. Within a class, work that has begun goes first."""

WORKER_ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "2"}
"""Of workers. The C library would keep freed memory for each thread apart, and never give most of it back."""

_CONCURRENCY: Final = 2
_WORKER_STOP_SECONDS: Final = 15.0


def platform_processes(
    state: StateDirectory, environment: Mapping[str, str], *, flower_port: int
) -> list[OwnedProcess]:
    """All of them, in the order in which they stop: first who takes work in, then who does it."""

    def process(
        name: str, *arguments: str, mark: str, stop_seconds: float = 8.0, **more: str
    ) -> OwnedProcess:
        return OwnedProcess(
            name=name,
            command=[sys.executable, *arguments],
            state=state,
            mark=mark,
            environment={**environment, **more},
            directory=REPOSITORY,
            stop_seconds=stop_seconds,
        )

    celery = ("-m", "celery", "-A", "celery_app")
    workers = [
        process(
            name,
            *(*celery, "worker", "-E", "-Q", queues, f"--hostname={name}@%h"),
            *(f"--concurrency={_CONCURRENCY}", "--without-mingle", "--without-gossip", "--loglevel=INFO"),
            mark=f"--hostname={name}@",
            stop_seconds=_WORKER_STOP_SECONDS,
            **WORKER_ENVIRONMENT,
        )
        for name, queues in WORKER_QUEUES.items()
    ]
    return [
        process("web", "-m", "platform_project.web", mark="platform_project.web"),
        *workers,
        process("recovery", "manage.py", "recover", mark="recover"),
        process(
            "beat",
            *(*celery, "beat", "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler"),
            "--pidfile=",  # A pid file that outlives a kill -9 would keep beat from starting.
            mark="beat",
        ),
        # Its login is in FLOWER_BASIC_AUTH: arguments are there for every user of the machine to see.
        process(
            "flower",
            *(*celery, "flower", "--conf=platform_project/flowerconfig.py"),
            *(f"--address={ports.LOOPBACK}", f"--port={flower_port}"),
            mark="flower",
        ),
    ]
