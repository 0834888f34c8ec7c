"""The settings of the project; the imports are the table of contents."""

import gc

import django_stubs_ext

from platform_project.settings.base import *  # noqa: F403
from platform_project.settings.celery import *  # noqa: F403
from platform_project.settings.health import *  # noqa: F403
from platform_project.settings.http import *  # noqa: F403
from platform_project.settings.logging import *  # noqa: F403
from platform_project.settings.retention import *  # noqa: F403
from platform_project.settings.security import *  # noqa: F403
from platform_project.settings.telemetry import *  # noqa: F403

# A start makes some 200,000 objects that stay. To look through them after every 700, as is Python's default,
# takes a sixth of the start's processor time.
gc.set_threshold(50_000, 20, 20)

# Django's generic classes take their type parameters at run time too.
django_stubs_ext.monkeypatch()
