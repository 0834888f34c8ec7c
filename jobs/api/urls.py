"""Below ``/v1/``."""

from django.urls import path

from jobs.api.admin_views import AdminJobListView, AdminJobRetryView, AdminJobView
from jobs.api.streams import event_stream
from jobs.api.views import JobListView, JobTypeListView, JobView
from jobs.models import Execution

urlpatterns = [
    path("jobs", JobListView.as_view(), name="job-list"),
    path("jobs/types", JobTypeListView.as_view(), name="job-types"),
    path("jobs/<id:job_id>", JobView.as_view(), name="job"),
    path("jobs/<id:execution_id>/events", event_stream(Execution.Kind.JOB), name="job-events"),
    path("admin/jobs", AdminJobListView.as_view(), name="admin-job-list"),
    path("admin/jobs/<id:job_id>", AdminJobView.as_view(), name="admin-job"),
    path("admin/jobs/<id:job_id>/retries", AdminJobRetryView.as_view(), name="admin-job-retries"),
]
