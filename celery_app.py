"""The Celery application: a doorbell for executions whose truth is in PostgreSQL."""

import os

from celery import Celery
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

# A worker that loses Redis while it holds a message would put it back over the closed connection, and die of
# that. Recovery sends again what is lost.
Channel.do_restore = False

app = Celery("platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
