"""The shapes of health and of the front door."""

from typing import Any

from rest_framework import serializers

from platform_project.health import examples
from platform_project.health.findings import Health
from platform_project.http.openapi_examples import example

WORDS = [str(word) for word in Health]


@example(examples.LIVE)
class LiveSerializer(serializers.Serializer[Any]):
    """That the process answers."""

    status = serializers.ChoiceField(choices=[str(Health.OK)])
    service = serializers.CharField()
    version = serializers.CharField()


@example(examples.COMPONENT)
class HealthComponentSerializer(serializers.Serializer[Any]):
    """How one component is. Operators see more details than others."""

    ok = serializers.BooleanField()
    status = serializers.ChoiceField(choices=WORDS)
    critical = serializers.BooleanField(help_text="Whether nothing is served without it.")
    latency_ms = serializers.IntegerField()
    since = serializers.DateTimeField(help_text="When the process that answers first found it like this.")
    details = serializers.DictField(required=False)


@example(examples.HEALTH)
class HealthSerializer(serializers.Serializer[Any]):
    """How the whole is, and its components by name."""

    service = serializers.CharField()
    version = serializers.CharField()
    status = serializers.ChoiceField(choices=WORDS)
    time = serializers.DateTimeField()
    checks = serializers.DictField(child=HealthComponentSerializer())


class MigrationsSerializer(serializers.Serializer[Any]):
    """How many migrations this release brings, and how many of them the database has."""

    required = serializers.IntegerField()  # type: ignore[assignment]  # moved away by DRF's metaclass
    applied = serializers.IntegerField(allow_null=True, help_text="null while the database does not answer.")


@example(examples.STARTUP)
class StartupSerializer(HealthSerializer):
    """How the whole is, and what this process was started with."""

    environment = serializers.DictField(child=serializers.CharField())
    limits = serializers.DictField(child=serializers.IntegerField())
    migrations = MigrationsSerializer()


@example(examples.ROOT)
class RootSerializer(serializers.Serializer[Any]):
    """The service and its first addresses."""

    service = serializers.CharField()
    version = serializers.CharField()
    env = serializers.CharField()
    docs = serializers.CharField()
    metrics = serializers.CharField(required=False, help_text="Where this process serves them, if it does.")
    links = serializers.DictField(child=serializers.CharField())
