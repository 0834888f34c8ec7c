"""The three database roles: one that owns, two that work under row-level security and own nothing.

Made by the embedded stack, and in a deployment by ``manage.py database_roles``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

OWNER: Final = "platform_owner"
APPLICATION: Final = "platform_app"
ENGINE: Final = "platform_engine"
ROLES: Final = (OWNER, APPLICATION, ENGINE)

_CONNECT_SECONDS: Final = 5


class RolesNotPossible(Exception):
    """The given login can neither create the platform's roles nor stand in for them; the message says why."""


@dataclass(frozen=True)
class RoleUrls:
    """The same database as each role sees it."""

    application: str
    engine: str
    owner: str


def ensure_roles(admin_url: str, database: str, passwords: Mapping[str, str]) -> RoleUrls:
    """Create what is missing of the three roles, the database and the grants; returns the roles' addresses.

    `passwords` maps each of `ROLES` to its password, which is set anew. A database that exists keeps its
    owner, and the owner role may then create in its public schema. Safe to repeat.

    Raises `RolesNotPossible` when the administrator may not do this, or when one of the names already belongs
    to a role that row-level security would not bind.
    """
    urls = {role: with_login(admin_url, role, passwords[role], database) for role in ROLES}
    try:
        with _connect(admin_url) as admin:
            for role in ROLES:
                _ensure_role(admin, role, passwords[role])
            _ensure_database(admin, database)
        with _connect(with_database(admin_url, database)) as admin:
            _ensure_schema(admin)
    except psycopg.errors.InsufficientPrivilege as error:
        raise RolesNotPossible(f"The database administrator may not create the roles: {error}") from error
    # As the owner: default privileges belong to the role that makes the tables.
    with _connect(urls[OWNER]) as owner:
        for kind, privileges in (
            ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
            ("SEQUENCES", "USAGE, SELECT"),
        ):
            # The engine's role gets what it needs table by table, from the migrations that make its tables.
            grant = f"GRANT {privileges} ON {kind} TO {{application}}"
            owner.execute(_statement(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public {grant}"))
    return RoleUrls(application=urls[APPLICATION], engine=urls[ENGINE], owner=urls[OWNER])


def ensure_roles_of(admin_url: str, urls: RoleUrls) -> None:
    """Create what is missing so that `urls` work, with the passwords and the database that they name.

    Safe to repeat. Raises `RolesNotPossible` when they name other roles or several databases, besides what
    `ensure_roles` raises.
    """
    passwords, databases = {}, set()
    for role, url in ((OWNER, urls.owner), (APPLICATION, urls.application), (ENGINE, urls.engine)):
        parts = urlsplit(url)
        if parts.username != role or not parts.password:
            raise RolesNotPossible(f"The address for {role} must carry that name and a password.")
        passwords[role] = unquote(parts.password)
        databases.add(unquote(parts.path.lstrip("/")))
    if len(databases) != 1:
        raise RolesNotPossible("The addresses of the three roles must name one database.")
    ensure_roles(admin_url, databases.pop(), passwords)


def may_create_roles(url: str) -> bool:
    """Whether the login of `url` is a superuser or has CREATEROLE.

    Raises `RolesNotPossible` when the login is refused.
    """
    try:
        with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as connection:
            row = connection.execute(
                "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as error:
        raise RolesNotPossible(f"DATABASE_URL cannot be used: {error}") from error
    return row is not None and bool(row[0])


def with_login(url: str, user: str, password: str, database: str) -> str:
    """The server of `url` for another login and database."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit(
        parts._replace(netloc=f"{user}:{quote(password, safe='')}@{server}", path=f"/{quote(database)}")
    )


def with_database(url: str, database: str) -> str:
    """The server and login of `url` for another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database)}"))


def _ensure_role(admin: psycopg.Connection, role: str, password: str) -> None:
    known = admin.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
    ).fetchone()
    if known is not None and known[0]:
        raise RolesNotPossible(
            f"The role {role} exists and passes over row-level security; rename or restrict it."
        )
    # Only CREATE names the powers that the role lacks: naming them in ALTER takes a superuser.
    action = (
        "ALTER ROLE {role} LOGIN PASSWORD {password}"
        if known is not None
        else "CREATE ROLE {role} LOGIN PASSWORD {password} "
        "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
    )
    admin.execute(sql.SQL(action).format(role=sql.Identifier(role), password=sql.Literal(password)))


def _ensure_database(admin: psycopg.Connection, database: str) -> None:
    name = sql.Identifier(database)
    if admin.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
        superuser = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if superuser is not None and not superuser[0]:
            admin.execute(
                _statement("GRANT {owner} TO CURRENT_USER")
            )  # To give it a database, one must be able to be it.
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(OWNER)))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for role in (APPLICATION, ENGINE, OWNER):
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role)))


def _ensure_schema(admin: psycopg.Connection) -> None:
    admin.execute(_statement("GRANT USAGE, CREATE ON SCHEMA public TO {owner}"))
    admin.execute(_statement("GRANT USAGE ON SCHEMA public TO {application}, {engine}"))
    # To grant what one does not own is only a warning.
    allowed = admin.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [OWNER]).fetchone()
    if allowed is None or not allowed[0]:
        raise RolesNotPossible("The database administrator may not grant rights on the schema public.")


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)


def _statement(template: str) -> sql.Composed:
    return sql.SQL(template).format(
        owner=sql.Identifier(OWNER), application=sql.Identifier(APPLICATION), engine=sql.Identifier(ENGINE)
    )
