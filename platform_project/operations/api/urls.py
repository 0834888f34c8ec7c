"""Below ``/v1/``."""

from django.urls import path

from platform_project.operations.api.views import CountsView, DatabaseJobListView, DatabaseJobView

urlpatterns = [
    path("admin/db/counts", CountsView.as_view(), name="admin-db-counts"),
    path("admin/db/jobs", DatabaseJobListView.as_view(), name="admin-db-job-list"),
    path("admin/db/jobs/<id:job_id>", DatabaseJobView.as_view(), name="admin-db-job"),
]
