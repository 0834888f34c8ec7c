"""The Celery application: a doorbell for executions whose truth is in PostgreSQL."""

import gc
import os
from typing import Any

from celery import Celery, signals
from kombu.transport import redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")


class Channel(redis.Channel):
    """A channel whose worker outlives the loss of Redis.

    A worker that has lost Redis holds messages of a channel that is closed. kombu 5.7 puts them back, or
    settles them, over that channel, and the worker dies of it. Neither is needed here: recovery sends again
    what is lost, and a message that comes twice is answered by the row.
    """

    do_restore = False

    def basic_ack(self, delivery_tag: Any, multiple: bool = False) -> None:
        """Acknowledge a message, while the channel is open."""
        if self.connection is not None:
            super().basic_ack(delivery_tag, multiple)

    def basic_reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        """Reject a message, while the channel is open."""
        if self.connection is not None:
            super().basic_reject(delivery_tag, requeue)


redis.Transport.Channel = Channel

app = Celery("platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_before_create_process.connect
def leave_out_what_is_loaded(**_: Any) -> None:
    """Let no child look for garbage in what was loaded before it: that takes time, and copies memory."""
    gc.collect()
    gc.freeze()
