"""Operators' logins: Django never deletes the sessions behind their cookies."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from platform_project.operations.cleaning import cleaner


@cleaner("logins")
@transaction.atomic
def clean(limit: int) -> int:
    """Operators' logins that have expired."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).order_by("expire_date")
    chosen = list(expired.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    Session.objects.filter(pk__in=chosen).delete()
    return len(chosen)
