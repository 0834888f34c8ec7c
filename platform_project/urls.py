"""Every path of the web application."""

from django.contrib import admin
from django.db import transaction
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

import platform_project.http.converters  # noqa: F401  (registers <id:...>)
from security.api.views import jwks

v1: list[URLPattern | URLResolver] = [
    path("", include("platform_project.health.urls")),
    path("", include("platform_project.http.urls")),
    path("", include("security.api.urls")),
    path("", include("jobs.api.urls")),
    path("", include("agents.api.urls")),
    path("openapi.json", transaction.non_atomic_requests(SpectacularAPIView.as_view()), name="openapi"),
    path(
        "docs",
        transaction.non_atomic_requests(SpectacularSwaggerView.as_view(url_name="openapi")),
        name="docs",
    ),
]

urlpatterns = [
    path("v1/", include(v1)),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path("admin/", admin.site.urls),
]

handler400 = "platform_project.http.problems.bad_request"
handler403 = "platform_project.http.problems.permission_denied"
handler404 = "platform_project.http.problems.page_not_found"
handler500 = "platform_project.http.problems.server_error"
