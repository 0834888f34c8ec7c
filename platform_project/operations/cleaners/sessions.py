"""Conversations that nobody goes on with."""

from django.conf import settings
from django.utils import timezone

from agents.sessions import sessions_expired_delete
from platform_project.operations.cleaning import cleaner
from tenants.context import across_tenants


@cleaner("sessions")
def clean(limit: int) -> int:
    """Sessions, ended or idle, that nobody has used for as long as they are kept, with their runs."""
    with across_tenants():
        return sessions_expired_delete(before=timezone.now() - settings.RETENTION_SESSIONS, limit=limit)
