"""Who asks, and what they may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from security.errors import ScopeMissing
from security.roles import known_roles, scopes_of
from security.scopes import Scope, covers, effective, narrow


@dataclass(frozen=True, slots=True)
class Principal:
    """A person or machine within one tenant; made from a token or an operator's login, and nowhere else."""

    sub: str
    tenant_id: UUID
    roles: frozenset[str]
    scopes: frozenset[str]

    # What Django and DRF ask of a user.
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True
    is_staff: ClassVar[bool] = False

    @classmethod
    def person(
        cls, *, sub: str, tenant_id: UUID, roles: Iterable[str], claimed: Iterable[str] | None = None
    ) -> Self:
        """Somebody with roles. ``claimed`` scopes, when given, narrow what the roles grant."""
        known = known_roles(roles)
        granted = scopes_of(known)
        return cls(
            sub=sub,
            tenant_id=tenant_id,
            roles=frozenset(map(str, known)),
            scopes=frozenset(map(str, granted)) if claimed is None else narrow(granted, claimed),
        )

    @classmethod
    def machine(cls, *, sub: str, tenant_id: UUID, scopes: Iterable[str]) -> Self:
        """A service, with exactly the scopes that were granted to it and no role."""
        return cls(sub=sub, tenant_id=tenant_id, roles=frozenset(), scopes=narrow(scopes, scopes))

    def can(self, scope: str) -> bool:
        """Whether the principal holds a scope that covers this one."""
        return covers(self.scopes, scope)

    def require(self, *any_of: str) -> None:
        """Go on when one of the scopes is held.

        Raises:
            ScopeMissing: none of them is.
        """
        if not any(self.can(scope) for scope in any_of):
            raise ScopeMissing(
                f"This needs the scope {' or '.join(any_of)}.", extensions={"required_scopes": list(any_of)}
            )

    @property
    def permissions(self) -> list[Scope]:
        """Every scope that the held ones cover, in the order of the alphabet."""
        return sorted(effective(self.scopes))

    def as_json(self) -> dict[str, Any]:
        """The principal as it is recorded with what it started."""
        return {
            "sub": self.sub,
            "tenant_id": str(self.tenant_id),
            "roles": sorted(self.roles),
            "scopes": sorted(self.scopes),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The principal that ``as_json`` recorded."""
        return cls(
            sub=data["sub"],
            tenant_id=UUID(data["tenant_id"]),
            roles=frozenset(data["roles"]),
            scopes=frozenset(data["scopes"]),
        )

    def __str__(self) -> str:
        return self.sub
