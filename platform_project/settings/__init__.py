"""The settings of the project; the imports are the table of contents."""

import django_stubs_ext

from platform_project.settings.base import *  # noqa: F403
from platform_project.settings.celery import *  # noqa: F403
from platform_project.settings.health import *  # noqa: F403
from platform_project.settings.http import *  # noqa: F403
from platform_project.settings.logging import *  # noqa: F403
from platform_project.settings.retention import *  # noqa: F403
from platform_project.settings.security import *  # noqa: F403
from platform_project.settings.telemetry import *  # noqa: F403

# Django's generic classes take their type parameters at run time too.
django_stubs_ext.monkeypatch()
