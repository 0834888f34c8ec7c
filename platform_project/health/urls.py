"""Below ``/v1/``. Neither probe opens a transaction: they must answer without a database."""

from django.db import transaction
from django.urls import path

from platform_project.health.views import ReadyView, RootView, live

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("health/live", transaction.non_atomic_requests(live), name="health-live"),
    path("health/ready", transaction.non_atomic_requests(ReadyView.as_view()), name="health-ready"),
]
