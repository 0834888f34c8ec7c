"""Below ``/v1/``."""

from django.urls import path

from security.api.views import MeView

urlpatterns = [path("auth/me", MeView.as_view(), name="auth-me")]
