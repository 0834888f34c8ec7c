"""``manage.py token``: a token of the built-in development issuer, on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from security import issuer
from security.errors import InvalidToken
from security.roles import Role
from security.scopes import Scope, is_known
from security.tenancy import active_tenant
from tenants.config import TenantConfig
from tenants.errors import TenantSuspended
from tenants.models import Tenant


class Command(BaseCommand):
    """Print a JWT, and nothing else."""

    help = "Print a signed token of the built-in development issuer."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Who the token is for, and how long it is valid."""
        parser.add_argument("--tenant", default="demo", help="slug or id (default: demo)")
        parser.add_argument(
            "--role", action="append", dest="roles", metavar="ROLE", help="repeatable (default: user)"
        )
        parser.add_argument(
            "--scope",
            action="append",
            dest="scopes",
            metavar="SCOPE",
            help="repeatable; narrows what the roles grant (machine tokens: the scopes granted)",
        )
        parser.add_argument("--sub", help="the subject (default: <role>@<tenant>)")
        parser.add_argument("--ttl", type=int, default=3600, metavar="SECONDS", help="default: 3600")
        parser.add_argument(
            "--service",
            action="store_true",
            help="a machine token: no role, only scopes (default: internal:all)",
        )

    def handle(self, *args: Any, **options: Any) -> str:
        """Mint the token.

        Raises:
            CommandError: the issuer is off here, or a tenant, role, scope or time does not make sense.
        """
        if not issuer.is_available():
            raise CommandError(
                "The built-in issuer works in development only (APP_ENV=dev or test) and without OIDC_ISSUER;"
                " ask your identity provider for a token."
            )
        service, scopes = options["service"], options["scopes"]
        if options["ttl"] < 1:
            raise CommandError("--ttl must be at least one second.")
        if unknown := [scope for scope in scopes or () if not is_known(scope)]:
            raise CommandError(f"No such scope: {', '.join(unknown)}. There are: {', '.join(Scope)}.")
        if service and scopes is None:
            scopes = [Scope.INTERNAL_ALL.value]
        roles = _roles(options["roles"], service=service)
        tenant = _tenant(options["tenant"])
        return issuer.mint(
            sub=options["sub"] or f"{roles[0] if roles else 'service'}@{tenant.slug}",
            tenant_id=tenant.id,
            roles=roles,
            scopes=scopes,
            ttl=options["ttl"],
            service=service,
        )


def _roles(names: list[str] | None, *, service: bool) -> list[str]:
    if service:
        if names:
            raise CommandError("A machine token has scopes and no role: leave --role or --service out.")
        return []
    names = names or [Role.USER.value]
    if unknown := [name for name in names if name not in list(Role)]:
        raise CommandError(f"No such role: {', '.join(unknown)}. There are: {', '.join(Role)}.")
    return names


def _tenant(reference: str) -> TenantConfig:
    try:
        return active_tenant(reference)
    except (InvalidToken, TenantSuspended) as error:
        slugs = Tenant.objects.filter(status=Tenant.Status.ACTIVE).values_list("slug", flat=True)
        raise CommandError(
            f"No such active tenant: {reference}. There are: {', '.join(slugs) or 'none yet'}."
        ) from error
