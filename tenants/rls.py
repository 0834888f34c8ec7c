"""Row-level security as a migration operation."""

from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# On a connection that is used again an unset setting reads as '' and not as NULL.
_OWN = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
_ACROSS = "current_setting('app.cross_tenant', true) = 'on'"


class EnableRowLevelSecurity(Operation):
    """Let PostgreSQL hide the rows of ``table`` from everybody but their tenant.

    FORCE binds the table's owner too, so the owner gets a policy for migrations and dumps.

    Args:
        table: a table with a ``tenant_id``.
        shared_rows: rows without a tenant are visible to all, and written only across tenants.
        engine: the execution engine's role works on this table across tenants, and on no other.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, *, shared_rows: bool = False, engine: bool = False) -> None:
        self.table = table
        self.shared_rows = shared_rows
        self.engine = engine

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that Django's models know of changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Switch it on and create the policies."""
        quote = schema_editor.quote_name
        table = quote(self.table)
        visible = f"{_OWN} OR {_ACROSS}" + (" OR tenant_id IS NULL" if self.shared_rows else "")
        statements = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY tenant_isolation ON {table} USING ({visible}) WITH CHECK ({_OWN} OR {_ACROSS})",
            f"CREATE POLICY owner_maintenance ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        ]
        if self.engine:
            role = quote(settings.DATABASES["engine"]["USER"])
            statements += [
                f"CREATE POLICY engine ON {table} TO {role} USING (true) WITH CHECK (true)",
                f"GRANT SELECT, INSERT, UPDATE ON {table} TO {role}",
            ]
        for statement in statements:
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the policies and switch it off."""
        table = schema_editor.quote_name(self.table)
        if self.engine:
            role = schema_editor.quote_name(settings.DATABASES["engine"]["USER"])
            schema_editor.execute(f"REVOKE ALL ON {table} FROM {role}")
        for policy in ("engine", "owner_maintenance", "tenant_isolation"):
            schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        """One line for the migration's output."""
        return f"Enable row-level security on {self.table}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written in a migration."""
        flags = {name: True for name in ("shared_rows", "engine") if getattr(self, name)}
        return self.__class__.__qualname__, [self.table], flags
