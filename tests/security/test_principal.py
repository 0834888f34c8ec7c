"""Principals: what they hold, how they are narrowed, how they are recorded."""

from uuid import uuid4

import pytest

from security.errors import ScopeMissing
from security.principal import Principal
from security.scopes import Scope

TENANT = uuid4()


def person(*roles: str, claimed: list[str] | None = None) -> Principal:
    return Principal.person(sub="ada", tenant_id=TENANT, roles=roles, claimed=claimed)


def test_roles_grant_scopes() -> None:
    assert person("user").can(Scope.AGENTS_RUN)
    assert not person("viewer").can(Scope.AGENTS_RUN)
    assert person("admin").can(Scope.TENANTS_WRITE)


@pytest.mark.parametrize("role", ["superuser", "root", "", "ADMIN"])
def test_an_unknown_role_grants_nothing_and_is_not_kept(role: str) -> None:
    principal = person(role, claimed=["admin:all"])
    assert principal.roles == frozenset()
    assert principal.scopes == frozenset()


@pytest.mark.parametrize(
    ("role", "claimed", "held"),
    [
        ("viewer", ["admin:all"], person("viewer").permissions),
        ("admin", ["graph:read"], [Scope.GRAPH_READ, Scope.GRAPH_SCHEMA]),
        ("user", ["graph:*"], [Scope.GRAPH_READ, Scope.GRAPH_SCHEMA]),
        ("user", ["graph:write", "nonsense"], [Scope.GRAPH_READ, Scope.GRAPH_SCHEMA]),
        ("user", ["internal:all"], []),
        ("user", [], []),
    ],
)
def test_claimed_scopes_only_narrow(role: str, claimed: list[str], held: list[Scope]) -> None:
    assert person(role, claimed=claimed).permissions == held


def test_a_machine_holds_exactly_what_was_granted() -> None:
    machine = Principal.machine(
        sub="loader", tenant_id=TENANT, scopes=["internal:all", "jobs:read", "nonsense"]
    )
    assert machine.permissions == [Scope.INTERNAL_ALL, Scope.JOBS_READ]
    assert machine.roles == frozenset()


def test_require_says_what_is_missing() -> None:
    with pytest.raises(ScopeMissing) as caught:
        person("viewer").require(Scope.GRAPH_WRITE, Scope.DATA_QUALITY)
    assert caught.value.extensions == {"required_scopes": ["graph:write", "data:quality"]}
    person("curator").require(Scope.GRAPH_WRITE, Scope.TENANTS_READ)


@pytest.mark.parametrize("principal", [person("admin"), person("user", claimed=["graph:read"]), person()])
def test_a_recorded_principal_comes_back_the_same(principal: Principal) -> None:
    assert Principal.from_json(principal.as_json()) == principal
