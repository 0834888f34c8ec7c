"""What every request needs to know of its tenant, kept in Redis for a moment.

PostgreSQL is the truth. A change leaves a mark where the copy was, for longer than a reader takes from its
query to its copy: while the mark stands everybody asks PostgreSQL, and nobody can put back what was true
before. So a change counts from its commit on, in every process.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from platform_project.redis import attempt
from tenants.models import SLUG, Tenant
from tenants.options import Feature, feature_values, setting_values

# So long may a change go unnoticed that Redis was not there to be told of.
COPY_SECONDS: Final = 10
MARK_SECONDS: Final = 5
_MARK: Final = "changed"


@dataclass(frozen=True, slots=True)
class TenantConfig:
    """A tenant as requests see it; features and settings with their defaults."""

    id: UUID
    slug: str
    status: str
    features: Mapping[str, bool]
    settings: Mapping[str, Any]

    @property
    def is_active(self) -> bool:
        """Whether its people are let in."""
        return self.status == Tenant.Status.ACTIVE

    def has(self, feature: Feature) -> bool:
        """Whether the feature is switched on. A copy that another release has made may not know it."""
        return self.features.get(feature.name, feature.default)

    def is_called(self, reference: str) -> bool:
        """Whether an id or a slug names this tenant."""
        return reference.lower() in (self.slug, str(self.id))


def tenant_config(reference: str | UUID) -> TenantConfig | None:
    """The tenant with this id or slug as it is now; None when there is none."""
    if (named := id_or_slug(reference)) is None:
        return None
    copy = attempt(lambda redis: redis.get(_key(named)))
    if copy is not None and copy != _MARK and (found := _from_copy(copy)) is not None:
        return found
    field = "pk" if isinstance(named, UUID) else "slug"
    row = Tenant.objects.filter(**{field: named}).only("slug", "status", "features", "settings").first()
    if row is None:
        return None
    config = TenantConfig(
        id=row.pk,
        slug=row.slug,
        status=row.status,
        features=feature_values(row.features),
        settings=setting_values(row.settings),
    )
    if copy is None:
        text = json.dumps(asdict(config), default=str)
        attempt(lambda redis: redis.set(_key(named), text, ex=COPY_SECONDS, nx=True))
    return config


def id_or_slug(reference: str | UUID) -> UUID | str | None:
    """The id or slug that a reference is; None when it can be neither."""
    if isinstance(reference, UUID):
        return reference
    try:
        return UUID(reference)
    except ValueError:
        return reference if SLUG.fullmatch(reference) else None


def _from_copy(text: str) -> TenantConfig | None:
    """The configuration in a copy; None when another release has made it."""
    try:
        fields = json.loads(text)
        return TenantConfig(**{**fields, "id": UUID(fields["id"])})
    except (TypeError, ValueError, KeyError):
        return None


@receiver([post_save, post_delete], sender=Tenant)
def _forget(sender: type[Tenant], instance: Tenant, using: str, **kwargs: Any) -> None:
    """Mark the copies of a tenant as out of date once the change is committed."""
    named = (instance.pk, instance.slug)

    def mark() -> None:
        for each in named:
            attempt(lambda redis, each=each: redis.set(_key(each), _MARK, ex=MARK_SECONDS))  # type: ignore[misc]

    transaction.on_commit(mark, using=using)


def _key(named: UUID | str) -> str:
    return f"platform:tenant:config:{named}"
