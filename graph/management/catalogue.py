"""Whose catalogue a command works on."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from security.principal import Principal
from security.roles import Role
from security.tenancy import PLATFORM_SLUG
from tenants.models import Tenant

SUBJECT = "command line"


def add_owner(parser: ArgumentParser) -> None:
    """The arguments that ``owner_of`` reads."""
    owner = parser.add_mutually_exclusive_group(required=True)
    owner.add_argument("--tenant", metavar="SLUG", help="a tenant's own catalogue")
    owner.add_argument("--shared", action="store_true", help="the catalogue of all tenants")


def owner_of(options: Mapping[str, Any]) -> tuple[UUID | None, Principal]:
    """The tenant, None for all of them, and who writes there: whoever runs the command is its administrator.

    Raises:
        CommandError: there is no such tenant.
    """
    slug = PLATFORM_SLUG if options["shared"] else options["tenant"]
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise CommandError(f"There is no tenant {slug!r}.")
    by = Principal.person(sub=SUBJECT, tenant_id=tenant.pk, roles=[Role.ADMIN])
    return None if options["shared"] else tenant.pk, by
