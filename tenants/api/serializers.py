"""The shape of tenants."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer
from tenants.api import examples
from tenants.configuration import configuration
from tenants.limits import SCHEMA
from tenants.models import Tenant
from tenants.services import SWITCHABLE

FEATURES: dict[str, Any] = {
    "type": "object",
    "description": "Flags by name. In a request, null sets one back to its default.",
    "additionalProperties": {"type": ["boolean", "null"]},
}
SETTINGS: dict[str, Any] = {
    "type": "object",
    "description": "Defaults for the tenant's people by name, among them `timezone` and `language`. "
    "In a request, null sets one back to the deployment's.",
    "additionalProperties": True,
}


@extend_schema_field(SCHEMA)
class LimitsField(serializers.DictField):
    """Limits; the service knows which there are."""


@extend_schema_field(FEATURES)
class FeaturesField(serializers.DictField):
    """Flags; the service knows which there are."""


@extend_schema_field(SETTINGS)
class SettingsField(serializers.DictField):
    """Settings; the service knows which there are."""


@example(examples.TENANT)
class TenantSerializer(serializers.ModelSerializer[Tenant]):
    """A tenant with everything that onboarding sets."""

    admin_email = serializers.CharField(help_text="Whom to write to about it; empty when nobody is named.")
    metadata = serializers.DictField()
    limits = LimitsField()
    features = FeaturesField()
    settings = SettingsField()

    class Meta:
        model = Tenant
        fields = (
            "id",
            "slug",
            "name",
            "status",
            "admin_email",
            "metadata",
            "limits",
            "features",
            "settings",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    def to_representation(self, instance: Tenant) -> dict[str, Any]:
        """The tenant, flags and settings with their defaults."""
        return {
            "id": str(instance.pk),
            "slug": instance.slug,
            "status": instance.status,
            **configuration(instance),
            "created_at": instance.created_at,
            "updated_at": instance.updated_at,
        }


@example(examples.TENANT_REQUEST)
class TenantRequestSerializer(StrictSerializer):
    """What is said of a tenant when it is onboarded."""

    name = serializers.CharField(max_length=255)
    admin_email = serializers.EmailField(max_length=254)
    slug = serializers.SlugField(
        max_length=63, required=False, help_text="Its name in tokens and paths; else it follows from `name`."
    )
    metadata = serializers.DictField(required=False)
    limits = LimitsField(required=False)
    features = FeaturesField(required=False)
    settings = SettingsField(required=False)
    operator = serializers.CharField(
        max_length=150,
        required=False,
        help_text="The name of a first login to the admin, with the role `admin` and no password yet.",
    )


@example(examples.TENANT_CHANGE)
class TenantChangeSerializer(StrictSerializer):
    """What is to change; objects are merged into what they are (RFC 7386)."""

    name = serializers.CharField(max_length=255, required=False)
    admin_email = serializers.EmailField(max_length=254, required=False)
    status = serializers.ChoiceField(choices=SWITCHABLE, required=False)
    metadata = serializers.DictField(required=False, help_text="Merged at every depth; null drops a key.")
    limits = LimitsField(required=False)
    features = FeaturesField(required=False)
    settings = SettingsField(required=False)


@example(examples.PURGE)
class PurgeSerializer(serializers.Serializer[Any]):
    """The job that removes a tenant with all it holds."""

    job_id = serializers.UUIDField()
    links = serializers.DictField(child=serializers.CharField())
