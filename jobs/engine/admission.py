"""Fair share: let executions begin whose turn it is.

Those that would take their owner or tenant beyond what may be under way at once are held: rows that nobody
dispatches. An end makes room for the next; recovery looks after what nobody told.
"""

from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from jobs.engine import sending_sql
from jobs.engine.claims import statement
from jobs.engine.commits import Touched, as_json, shares

BATCH = 500


def admit(tenant_id: UUID | None = None) -> list[Touched]:
    """Let in what has room, of one tenant or of all; messages have to be sent for what comes back.

    Raises:
        django.db.OperationalError: the database is away; recovery comes back to it.
    """
    with transaction.atomic(using="engine"), connections["engine"].cursor() as cursor:
        # Taken first, so that the statement sees what the last holder of the lock has let in.
        cursor.execute(sending_sql.ADMISSION_LOCK)
        parameters = {
            "tenant_id": tenant_id,
            "limit": BATCH,
            "shares": as_json(shares()),
            "tenant_share": settings.TENANT_CONCURRENT_JOBS,
        }
        return [Touched(whose="self", **row) for row in statement("engine", sending_sql.ADMIT, parameters)]
