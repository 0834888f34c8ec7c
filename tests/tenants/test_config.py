"""What is kept of a tenant in Redis, and that it is never believed for longer than it is true."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from platform_project import redis as redis_copies
from tenants import config, options
from tenants.config import tenant_config
from tenants.models import Tenant
from tests.web import frozen


def key(tenant: Tenant) -> str:
    return f"platform:tenant:config:{tenant.pk}"


def kept(tenant: Tenant) -> str | None:
    found: str | None = redis_copies.attempt(lambda redis: redis.get(key(tenant)))
    return found


@pytest.fixture
def settled(tenant: Tenant) -> Tenant:
    """A tenant whose last change is long past."""
    redis_copies.attempt(lambda redis: redis.delete(key(tenant), f"platform:tenant:config:{tenant.slug}"))
    return tenant


@pytest.fixture
def away(servers: object) -> Iterator[None]:
    """A Redis that says nothing."""
    with frozen(servers.redis):  # type: ignore[attr-defined]
        yield
    redis_copies._paused_until = 0.0


@pytest.mark.parametrize("by", ["pk", "slug"])
def test_a_tenant_is_read_once_and_then_from_its_copy(settled: Tenant, by: str) -> None:
    reference = getattr(settled, by)
    first = tenant_config(reference)
    with CaptureQueriesContext(connection) as queries:
        assert tenant_config(reference) == first
        assert tenant_config(str(reference)) == first
    assert len(queries) == 0
    assert first is not None
    assert (first.id, first.slug, first.is_active) == (settled.pk, settled.slug, True)


def test_a_change_counts_from_its_commit_on(settled: Tenant) -> None:
    assert tenant_config(settled.pk).is_active  # type: ignore[union-attr]
    with transaction.atomic():
        settled.status = Tenant.Status.SUSPENDED
        settled.save()
        # Others still see what is true.
        assert kept(settled) != "changed"
    assert not tenant_config(settled.pk).is_active  # type: ignore[union-attr]


def test_a_change_that_is_taken_back_is_none(settled: Tenant) -> None:
    before = tenant_config(settled.pk)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        settled.status = Tenant.Status.SUSPENDED
        settled.save()
        raise ZeroDivisionError
    assert kept(settled) not in (None, "changed")
    assert tenant_config(settled.pk) == before


def test_a_slow_reader_cannot_put_back_what_was_true_before(
    settled: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has read the row, and the tenant is suspended before it comes to keep its copy."""
    shown = config.setting_values

    def suspend_meanwhile(stored: dict[str, object]) -> dict[str, object]:
        monkeypatch.setattr(config, "setting_values", shown)
        other = Tenant.objects.get(pk=settled.pk)
        other.status = Tenant.Status.SUSPENDED
        other.save()
        return shown(stored)

    monkeypatch.setattr(config, "setting_values", suspend_meanwhile)
    assert tenant_config(settled.pk).is_active  # type: ignore[union-attr]
    assert kept(settled) == "changed"
    assert not tenant_config(settled.pk).is_active  # type: ignore[union-attr]


def test_a_deleted_tenant_is_no_longer_known(settled: Tenant) -> None:
    assert tenant_config(settled.slug) is not None
    pk, slug = settled.pk, settled.slug
    settled.delete()
    assert tenant_config(pk) is None
    assert tenant_config(slug) is None


def test_a_copy_of_another_release_is_passed_over(settled: Tenant) -> None:
    redis_copies.attempt(lambda redis: redis.set(key(settled), '{"id": "x", "colour": "red"}', ex=5))
    found = tenant_config(settled.pk)
    assert found is not None and found.slug == settled.slug


@pytest.mark.parametrize("reference", ["", "Not A Slug", "a/b", "-", "a\nb"])
def test_what_can_be_no_tenant_is_not_even_looked_for(reference: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert tenant_config(reference) is None
    assert len(queries) == 0


def test_without_redis_postgresql_answers(settled: Tenant, away: None) -> None:
    for status in (Tenant.Status.SUSPENDED, Tenant.Status.ACTIVE):
        settled.status = status
        settled.save()
        found = tenant_config(settled.pk)
        assert found is not None and found.status == status
    assert tenant_config(uuid4()) is None


def test_a_registered_feature_has_its_default_until_a_tenant_says_otherwise(settled: Tenant) -> None:
    feature = options.register_feature(f"f{uuid4().hex}", description="x", default=False)
    try:
        found = tenant_config(settled.pk)
        assert found is not None and not found.has(feature)
        settled.features = {feature.name: True}
        settled.save()
        found = tenant_config(settled.pk)
        assert found is not None and found.has(feature)
        with pytest.raises(ValueError, match="already"):
            options.register_feature(feature.name, description="x")
    finally:
        del options._features[feature.name]


def test_the_id_of_a_copy_is_a_uuid_again(settled: Tenant) -> None:
    tenant_config(settled.pk)
    found = tenant_config(settled.pk)
    assert found is not None and isinstance(found.id, UUID)
