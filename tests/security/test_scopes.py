"""Which scope covers which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.roles import ROLES, Role
from security.scopes import EXTRA_EDGES, LEGACY_ALIASES, Scope, covers, effective, is_known, narrow

scopes = st.sampled_from(list(Scope))
wildcards = st.sampled_from(sorted({f"{scope.partition(':')[0]}:*" for scope in Scope if ":" in scope}))
held = st.frozensets(scopes | wildcards | st.sampled_from(sorted(LEGACY_ALIASES)), max_size=6)

COVERS = [
    ("admin:all", "graph:write", True),
    ("admin:all", "admin:all", True),
    ("admin:all", "internal:all", False),
    ("internal:all", "internal:all", True),
    ("internal:all", "read", False),
    ("graph:*", "graph:write", True),
    ("graph:*", "data:quality", False),
    ("graph:write", "graph:read", True),
    ("graph:write", "graph:schema", True),
    ("graph:read", "graph:write", False),
    ("graph:schema", "graph:read", False),
    ("ratelimit:manage", "ratelimit:read", True),
    ("cache:write", "cache:read", True),
    ("write", "read", True),
    ("read", "write", False),
    ("read", "jobs:read", False),
    ("models:write", "models:infer", True),
    ("db:switch", "db:read", True),
    ("system:metrics", "system:status", True),
    ("system:status", "system:health", False),
    ("security:*", "security:audit:read", True),
    ("security:audit:*", "security:audit:read", True),
    ("security:audit", "security:audit:read", False),
    ("tools:basic", "tools:invoke", True),
    ("graph.query", "graph:read", True),
    ("*", "tenants:write", True),
    ("*", "internal:all", False),
    ("nonsense", "read", False),
    ("", "read", False),
    (":*", "read", False),
]


@pytest.mark.parametrize(("held_scope", "needed", "expected"), COVERS)
def test_one_scope_covers_another(held_scope: str, needed: str, expected: bool) -> None:
    assert covers([held_scope], needed) is expected


def test_every_alias_and_edge_leads_to_a_scope() -> None:
    targets = [
        *LEGACY_ALIASES.values(),
        *EXTRA_EDGES,
        *(edge for edges in EXTRA_EDGES.values() for edge in edges),
    ]
    assert all(target in list(Scope) for target in targets)


@pytest.mark.parametrize("name", ["read", "graph:*", "agent.run", "security:audit:*"])
def test_scopes_wildcards_and_old_spellings_are_known(name: str) -> None:
    assert is_known(name)


@pytest.mark.parametrize("name", ["", "nonsense", "graph:delete", "rm:*"])
def test_other_names_are_not_known(name: str) -> None:
    assert not is_known(name)


@given(held, held, scopes)
def test_a_claim_leaves_exactly_what_both_sides_cover(
    granted: frozenset[str], claimed: frozenset[str], scope: Scope
) -> None:
    both = covers(granted, scope) and covers(claimed, scope)
    assert covers(narrow(granted, claimed), scope) is both


@given(held)
def test_narrowing_says_it_in_the_fewest_scopes(granted: frozenset[str]) -> None:
    kept = narrow(granted, granted)
    assert effective(kept) == effective(granted)
    assert all(not covers(kept - {scope}, scope) for scope in kept)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_reaches_what_is_internal(role: Role) -> None:
    assert not covers(ROLES[role].scopes, Scope.INTERNAL_ALL)
