"""Workers and beat show signs of life; recovery does so in its own command."""

from datetime import timedelta
from typing import Any, Final

from celery import bootsteps
from celery.beat import Service
from celery.signals import beat_init

from celery_app import app
from jobs import liveness
from jobs.liveness import Kind

# A tick that sends much, or to a slow broker, comes late.
TICKS_MISSED: Final = 4


class SignOfLife(bootsteps.StartStopStep):
    """A worker shows itself from its event loop while it consumes.

    One that has lost the broker is silent until it consumes again, and so is one that has frozen.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._repetition: Any = None

    def start(self, parent: Any) -> None:
        """Begin to show the worker of this consumer."""
        _show(parent)
        seconds = liveness.INTERVAL.total_seconds()
        self._repetition = parent.timer.call_repeatedly(seconds, _show, (parent,))

    def stop(self, parent: Any) -> None:
        """Say that it has gone, rather than leave it to be missed."""
        if self._repetition is not None:
            self._repetition.cancel()
            self._repetition = None
            liveness.withdraw(Kind.WORKER, parent.hostname)


def _show(consumer: Any) -> None:
    liveness.show(
        Kind.WORKER,
        consumer.hostname,
        queues=sorted(consumer.app.amqp.queues.consume_from),
        processes=consumer.controller.concurrency,
        pid=consumer.pid,
    )


app.steps["consumer"].add(SignOfLife)


@beat_init.connect
def show_ticks(sender: Service, **_: Any) -> None:
    """Show beat after each tick. Here and not in a scheduler of our own, so that any scheduler is watched."""
    scheduler: Any = sender.scheduler
    tick, name = scheduler.tick, liveness.process_name()
    lifetime = timedelta(seconds=TICKS_MISSED * scheduler.max_interval)

    def tick_and_show() -> Any:
        seconds = tick()
        liveness.show(Kind.BEAT, name, lifetime=lifetime)
        return seconds

    scheduler.tick = tick_and_show
