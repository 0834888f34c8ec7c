"""REST, admin and pages: processes with threads, each of which keeps its database connections.

WEB_CONCURRENCY, which gunicorn reads itself, says how many processes.
"""

from typing import Any

from prometheus_client.multiprocess import mark_process_dead

from platform_project.settings.env import read_environment
from platform_project.settings.logging import LOGGING

_environment = read_environment()

bind = f"{_environment.web_host}:{_environment.port}"
worker_class = "gthread"
threads = _environment.web_threads
# The proxy keeps clients' connections; a thread that waited for the next request of one would serve nobody.
keepalive = 0
# Longer than the longest token and its header's name.
limit_request_field_size = 16_384
# Workers show that they are alive by touching a file, which must not wait for a disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108  (a directory, not a file of a guessable name)
control_socket_disable = True
logconfig_dict = {
    **LOGGING,
    "loggers": {**LOGGING["loggers"], "gunicorn.error": {"level": "INFO", "propagate": True}},
}


def child_exit(server: Any, worker: Any) -> None:
    """Count a process that has ended no longer among the living."""
    if _environment.metrics_port:
        mark_process_dead(worker.pid)
