"""Below ``/v1/``."""

from django.urls import path

from jobs.api.streams import event_stream
from jobs.api.views import JobListView, JobView
from jobs.models import Execution

urlpatterns = [
    path("jobs", JobListView.as_view(), name="job-list"),
    path("jobs/<id:job_id>", JobView.as_view(), name="job"),
    path("jobs/<id:execution_id>/events", event_stream(Execution.Kind.JOB), name="job-events"),
]
