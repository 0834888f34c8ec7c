import atexit
from typing import Any, Final

from billiard.process import current_process
from celery import signals
from django.apps import AppConfig
from django.conf import settings

from platform_project.telemetry import exposition, logs, multiprocess, tracing


class TelemetryConfig(AppConfig):
    """Metrics, traces and logs of every process; the first of the applications, since it serves the rest."""

    name = "platform_project.telemetry"

    def ready(self) -> None:
        """Listen for what the process turns out to be."""
        from jobs.signals import recovery_started

        for signal, receiver in _RECEIVERS:
            signal.connect(receiver, weak=False)
        recovery_started.connect(begin_recovery)


def begin_web() -> None:
    """The web process begins; it answers ``/metrics`` itself."""
    _begin("web")


def begin_recovery(**_: Any) -> None:
    """A recovery process begins."""
    _begin("recovery")
    _serve_metrics()


def _begin_worker(**_: Any) -> None:
    """The main process of a worker begins; it will fork its children, so it must not hold spans."""
    logs.log_uncaught_of_threads()
    _serve_metrics()


def _begin_child(**_: Any) -> None:
    """A child of a worker's pool begins, in the place of one that has ended perhaps."""
    multiprocess.take_place(current_process().index)  # type: ignore[attr-defined]  # the pool sets it
    logs.log_uncaught_of_threads()
    tracing.start("worker")


def _begin_beat(**_: Any) -> None:
    _begin("beat")


def _end_child(**_: Any) -> None:
    """A child ends in order; Python's own end is not reached in it."""
    tracing.stop()


def _begin(role: str) -> None:
    logs.log_uncaught_of_threads()
    tracing.start(role)
    atexit.register(tracing.stop)


def _serve_metrics() -> None:
    if settings.METRICS_PORT:
        multiprocess.forget_earlier_processes()
        exposition.serve(settings.METRICS_PORT)


_RECEIVERS: Final = (
    (signals.worker_init, _begin_worker),
    (signals.worker_process_init, _begin_child),
    (signals.worker_process_shutdown, _end_child),
    (signals.beat_init, _begin_beat),
    (signals.task_prerun, logs.bind_task),
    (signals.task_postrun, logs.unbind_task),
)
