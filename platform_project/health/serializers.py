"""The shapes of health and of the front door."""

from typing import Any

from rest_framework import serializers

from platform_project.health.checks import Health


class ComponentSerializer(serializers.Serializer[Any]):
    """How one component is."""

    ok = serializers.BooleanField()
    status = serializers.ChoiceField(choices=[str(word) for word in Health])
    latency_ms = serializers.IntegerField()
    details = serializers.DictField(child=serializers.CharField(), required=False)


class HealthSerializer(serializers.Serializer[Any]):
    """How the whole is, and its components by name."""

    service = serializers.CharField()
    version = serializers.CharField()
    status = serializers.ChoiceField(choices=[str(word) for word in Health])
    time = serializers.DateTimeField()
    checks = serializers.DictField(child=ComponentSerializer())


class RootSerializer(serializers.Serializer[Any]):
    """The service and its first addresses."""

    service = serializers.CharField()
    version = serializers.CharField()
    links = serializers.DictField(child=serializers.CharField())
