"""Below ``/v1/``."""

from django.urls import path

from agents.api.session_views import SessionListView, SessionStepsView, SessionStepView, SessionView
from agents.api.views import RunListView, RunStepsView, RunView
from jobs.api.streams import event_stream
from jobs.models import Execution

urlpatterns = [
    path("agent-runs", RunListView.as_view(), name="run-list"),
    path("agent-runs/<id:run_id>", RunView.as_view(), name="run"),
    path("agent-runs/<id:run_id>/steps", RunStepsView.as_view(), name="run-steps"),
    path("agent-runs/<id:execution_id>/events", event_stream(Execution.Kind.RUN), name="run-events"),
    path("agents/sessions", SessionListView.as_view(), name="session-list"),
    path("agents/sessions/<id:session_id>", SessionView.as_view(), name="session"),
    path("agents/sessions/<id:session_id>/steps", SessionStepsView.as_view(), name="session-steps"),
    path(
        "agents/sessions/<id:session_id>/steps/<id:step_id>", SessionStepView.as_view(), name="session-step"
    ),
]
