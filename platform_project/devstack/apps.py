"""Makes the embedded stack's management command known to Django."""

from django.apps import AppConfig


class DevstackConfig(AppConfig):
    """The embedded stack; it has no models."""

    name = "platform_project.devstack"
    label = "devstack"
