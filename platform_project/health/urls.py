"""Below ``/v1/``. No probe opens a transaction: they must answer without a database."""

from django.db import transaction
from django.urls import path

from platform_project.health.views import (
    ComponentsView,
    ComponentView,
    LiveView,
    ReadyView,
    RootView,
    StartupView,
)

_without_transaction = transaction.non_atomic_requests

urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("health/live", _without_transaction(LiveView.as_view()), name="health-live"),
    path("health/ready", _without_transaction(ReadyView.as_view()), name="health-ready"),
    path("health/startup", _without_transaction(StartupView.as_view()), name="health-startup"),
    path("health/components", _without_transaction(ComponentsView.as_view()), name="health-components"),
    path(
        "health/components/<str:name>",
        _without_transaction(ComponentView.as_view()),
        name="health-component",
    ),
]
