"""The table of roles, from the outside: what each can and cannot do."""

import pytest
from django.core.exceptions import ValidationError

from security.roles import ROLES, Role, known_roles, scopes_of, validate_roles
from security.scopes import Scope, covers

# Who may start runs, cancel jobs, write to the graph, and read tenants.
MATRIX = {
    Role.ADMIN: (True, True, True, True),
    Role.OPERATOR: (True, True, False, True),
    Role.CURATOR: (True, True, True, False),
    Role.DATA_ENGINEER: (True, True, True, False),
    Role.USER: (True, True, False, False),
    Role.AUDITOR: (False, False, False, False),
    Role.VIEWER: (False, False, False, False),
}
COLUMNS = (Scope.AGENTS_RUN, Scope.JOBS_WRITE, Scope.GRAPH_WRITE, Scope.TENANTS_READ)


@pytest.mark.parametrize("role", list(Role))
def test_the_matrix_of_rights_holds(role: Role) -> None:
    assert tuple(covers(ROLES[role].scopes, scope) for scope in COLUMNS) == MATRIX[role]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_uses_tools_and_has_a_purpose(role: Role) -> None:
    assert covers(ROLES[role].scopes, Scope.READ)
    assert covers(ROLES[role].scopes, Scope.TOOLS_INVOKE)
    assert ROLES[role].purpose.endswith(".")


@pytest.mark.parametrize(
    ("scope", "holders"),
    [
        (Scope.SECURITY_AUDIT_READ, {Role.ADMIN, Role.AUDITOR}),
        (Scope.DB_SWITCH, {Role.ADMIN, Role.DATA_ENGINEER}),
        (Scope.SYSTEM_BACKUP, {Role.ADMIN, Role.OPERATOR, Role.DATA_ENGINEER}),
        (Scope.RATELIMIT_MANAGE, {Role.ADMIN, Role.OPERATOR}),
        (Scope.MODELS_WRITE, {Role.ADMIN, Role.OPERATOR}),
        (Scope.TENANTS_WRITE, {Role.ADMIN}),
        (Scope.GRAPH_READ, set(Role) - {Role.AUDITOR, Role.VIEWER}),
    ],
)
def test_a_scope_is_held_by_these_roles_only(scope: Scope, holders: set[Role]) -> None:
    assert {role for role in Role if covers(ROLES[role].scopes, scope)} == holders


def test_an_unknown_role_grants_nothing() -> None:
    assert scopes_of(known_roles(["superuser", "Admin", ""])) == frozenset()
    assert known_roles(["superuser", "viewer"]) == {Role.VIEWER}


@pytest.mark.parametrize("names", [["superuser"], ["admin", 7], "admin", {"admin": True}, None])
def test_stored_roles_must_be_in_the_table(names: object) -> None:
    with pytest.raises(ValidationError):
        validate_roles(names)


def test_known_roles_may_be_stored() -> None:
    validate_roles(["admin", "viewer"])
