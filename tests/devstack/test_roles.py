"""What the three database roles can and cannot do, on the cluster of the embedded stack."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from platform_project.database_roles import (
    APPLICATION,
    ENGINE,
    OWNER,
    ROLES,
    RolesNotPossible,
    RoleUrls,
    ensure_roles,
    ensure_roles_of,
    with_database,
    with_login,
)
from platform_project.devstack.external import ExternalServers
from platform_project.devstack.servers import Servers

DATABASE = "roles_under_test"


@pytest.fixture(scope="module")
def administrator(servers: Servers) -> str:
    assert servers.postgres is not None
    return servers.postgres.administrator_url


@pytest.fixture(scope="module")
def urls(servers: Servers, administrator: str) -> Iterator[RoleUrls]:
    yield ensure_roles(administrator, DATABASE, servers.role_passwords())
    execute(administrator, f"DROP DATABASE {DATABASE} WITH (FORCE)")


def execute(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql.SQL(statement))
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("role", ROLES)
def test_no_role_passes_over_row_level_security(urls: RoleUrls, administrator: str, role: str) -> None:
    powers = execute(
        administrator,
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin "
        f"FROM pg_roles WHERE rolname = '{role}'",
    )
    assert powers == [(False, False, False, False, False, True)]


@pytest.mark.parametrize("role", [APPLICATION, ENGINE])
def test_working_roles_own_nothing_and_can_become_nobody(
    urls: RoleUrls, administrator: str, role: str
) -> None:
    assert (
        execute(
            administrator, f"SELECT FROM pg_shdepend WHERE refobjid = '{role}'::regrole AND deptype = 'o'"
        )
        == []
    )
    assert execute(administrator, f"SELECT FROM pg_database WHERE datdba = '{role}'::regrole") == []
    assert execute(administrator, f"SELECT FROM pg_auth_members WHERE member = '{role}'::regrole") == []


def test_the_owner_owns_the_database(urls: RoleUrls, administrator: str) -> None:
    owner = execute(
        administrator, f"SELECT datdba::regrole::text FROM pg_database WHERE datname = '{DATABASE}'"
    )
    assert owner == [(OWNER,)]


def test_the_application_uses_the_owners_tables_and_the_engine_only_what_it_is_granted(
    urls: RoleUrls,
) -> None:
    execute(urls.owner, "CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY, serial serial, text text)")
    execute(urls.application, "INSERT INTO note (text) VALUES ('mine')")
    execute(urls.application, "UPDATE note SET text = 'yours'")
    assert execute(urls.application, "SELECT text FROM note") == [("yours",)]
    execute(urls.application, "DELETE FROM note")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(urls.engine, "SELECT text FROM note")
    for url in (urls.application, urls.engine):
        for forbidden in (
            "TRUNCATE note",
            "DROP TABLE note",
            "CREATE TABLE mine (id int)",
            "CREATE SCHEMA mine",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                execute(url, forbidden)


@pytest.mark.parametrize("column", ["application", "owner"])
def test_forced_row_level_security_binds_every_role(urls: RoleUrls, column: str) -> None:
    execute(urls.owner, f"CREATE TABLE secret_{column} AS SELECT 1 AS id")
    execute(urls.owner, f"ALTER TABLE secret_{column} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    assert execute(getattr(urls, column), f"SELECT * FROM secret_{column}") == []


def test_ensuring_the_roles_again_changes_nothing(
    servers: Servers, administrator: str, urls: RoleUrls
) -> None:
    assert ensure_roles(administrator, DATABASE, servers.role_passwords()) == urls
    assert execute(urls.application, "SELECT current_user::text") == [(APPLICATION,)]


def test_roles_are_made_from_the_addresses_that_a_deployment_is_given(
    administrator: str, urls: RoleUrls
) -> None:
    ensure_roles_of(administrator, urls)
    assert execute(urls.engine, "SELECT current_user::text") == [(ENGINE,)]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"engine": "postgresql://somebody:pw@db/platform"}, ENGINE),
        ({"owner": "postgresql://platform_owner@db/platform"}, OWNER),
        ({"application": "postgresql://platform_app:pw@db/another"}, "one database"),
    ],
)
def test_addresses_that_do_not_name_the_three_roles_of_one_database_are_refused(
    administrator: str, urls: RoleUrls, change: dict[str, str], complaint: str
) -> None:
    with pytest.raises(RolesNotPossible, match=complaint):
        ensure_roles_of(administrator, replace(urls, **change))


def test_a_role_that_could_pass_over_row_level_security_is_refused(
    servers: Servers, administrator: str, urls: RoleUrls
) -> None:
    execute(administrator, f"ALTER ROLE {ENGINE} BYPASSRLS")
    try:
        with pytest.raises(RolesNotPossible, match=ENGINE):
            ensure_roles(administrator, DATABASE, servers.role_passwords())
    finally:
        execute(administrator, f"ALTER ROLE {ENGINE} NOBYPASSRLS")


def test_one_external_address_that_may_not_create_roles_is_told_what_to_set(
    servers: Servers, urls: RoleUrls
) -> None:
    external = ExternalServers(database=urls.application)
    with pytest.raises(RolesNotPossible, match="DATABASE_ENGINE_URL"):
        external.database_roles(servers.role_passwords)


def test_three_external_addresses_are_used_as_they_are(servers: Servers) -> None:
    external = ExternalServers(
        database="postgresql://a/x", database_engine="postgresql://e/x", database_owner="postgresql://o/x"
    )
    assert external.database_roles(servers.role_passwords) == RoleUrls(
        "postgresql://a/x", "postgresql://e/x", "postgresql://o/x"
    )


def test_an_external_superuser_makes_the_roles_in_its_own_database(
    servers: Servers, administrator: str
) -> None:
    execute(administrator, "CREATE DATABASE given_under_test")
    try:
        given = with_database(administrator, "given_under_test")
        roles = ExternalServers(database=given).database_roles(servers.role_passwords)
        execute(roles.owner, "CREATE TABLE note (id int)")
        assert execute(roles.application, "SELECT * FROM note") == []
    finally:
        execute(administrator, "DROP DATABASE given_under_test WITH (FORCE)")


def test_a_login_with_createrole_suffices_in_the_database_that_it_owns(
    servers: Servers, administrator: str
) -> None:
    with psycopg.connect(administrator, autocommit=True) as admin:
        admin.execute("CREATE ROLE clerk LOGIN CREATEROLE PASSWORD 'pw'")
        admin.execute("CREATE DATABASE given_under_test OWNER clerk")
        # Roles belong to the whole cluster and exist already: the clerk administers them as their maker does.
        for role in ROLES:
            admin.execute(sql.SQL("GRANT {} TO clerk WITH ADMIN OPTION").format(sql.Identifier(role)))
        try:
            given = with_login(administrator, "clerk", "pw", "given_under_test")
            roles = ExternalServers(database=given).database_roles(servers.role_passwords)
            execute(roles.owner, "CREATE TABLE note (id int)")
            assert execute(roles.application, "SELECT * FROM note") == []
        finally:
            admin.execute("DROP DATABASE given_under_test WITH (FORCE)")
            admin.execute("DROP OWNED BY clerk CASCADE")
            admin.execute("DROP ROLE clerk")


def test_the_login_in_an_address_is_replaced_whole() -> None:
    url = with_login("postgresql://root:p%40ss@db.example:6000/old?sslmode=require", "app", "a/b@c", "new")
    assert url == "postgresql://app:a%2Fb%40c@db.example:6000/new?sslmode=require"
