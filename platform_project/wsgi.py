"""REST, admin and pages."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

application = get_wsgi_application()

from platform_project.telemetry.apps import begin_web  # noqa: E402

begin_web()
