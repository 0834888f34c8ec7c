"""The Celery application: a doorbell for executions whose truth is in PostgreSQL."""

import os
from typing import Any, Final

from celery import Celery
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

# A worker that has lost Redis holds messages of a channel that is closed. kombu 5.7 puts them back, or
# acknowledges them, over that channel, and the worker dies of it. Neither is needed here: recovery sends
# again what is lost, and a message that comes twice is answered by the row.
Channel.do_restore = False
_acknowledge: Final = Channel.basic_ack
_reject: Final = Channel.basic_reject


def _acknowledge_if_open(channel: Any, delivery_tag: Any, multiple: bool = False) -> None:
    if channel.connection is not None:
        _acknowledge(channel, delivery_tag, multiple)


def _reject_if_open(channel: Any, delivery_tag: Any, requeue: bool = False) -> None:
    if channel.connection is not None:
        _reject(channel, delivery_tag, requeue)


Channel.basic_ack = _acknowledge_if_open
Channel.basic_reject = _reject_if_open

app = Celery("platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
