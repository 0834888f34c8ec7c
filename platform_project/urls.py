"""Every path of the web application."""

from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView

import platform_project.http.converters  # noqa: F401  (registers <id:...>)
from platform_project.health.views import LiveV2View
from platform_project.telemetry.views import metrics
from security.api.views import jwks

v1: list[URLPattern | URLResolver] = [
    path("", include("platform_project.health.urls")),
    path("", include("platform_project.http.urls")),
    path("", include("security.api.urls")),
    path("", include("tenants.api.urls")),
    path("", include("jobs.api.urls")),
    path("graph/", include("graph.api.urls")),
    path("", include("agents.api.urls")),
    path("", include("platform_project.operations.api.urls")),
    path("openapi.json", transaction.non_atomic_requests(SpectacularJSONAPIView.as_view()), name="openapi"),
    path(
        "docs",
        transaction.non_atomic_requests(SpectacularSwaggerView.as_view(url_name="openapi")),
        name="docs",
    ),
]

urlpatterns = [
    path("v1/", include(v1)),
    path("v2/health/live", transaction.non_atomic_requests(LiveV2View.as_view()), name="health-live-v2"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
]

handler400 = "platform_project.http.problems.bad_request"
handler403 = "platform_project.http.problems.permission_denied"
handler404 = "platform_project.http.problems.page_not_found"
handler500 = "platform_project.http.problems.server_error"
