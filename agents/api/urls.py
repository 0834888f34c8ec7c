"""Below ``/v1/``."""

from django.urls import path

from agents.api.views import RunListView, RunStepsView, RunView
from jobs.api.streams import event_stream
from jobs.models import Execution

urlpatterns = [
    path("agent-runs", RunListView.as_view(), name="run-list"),
    path("agent-runs/<id:run_id>", RunView.as_view(), name="run"),
    path("agent-runs/<id:run_id>/steps", RunStepsView.as_view(), name="run-steps"),
    path("agent-runs/<id:execution_id>/events", event_stream(Execution.Kind.RUN), name="run-events"),
]
