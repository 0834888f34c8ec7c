"""Below ``/v1/``."""

from django.urls import path

from tenants.api.views import TenantListView, TenantView

urlpatterns = [
    path("admin/tenants", TenantListView.as_view(), name="tenants"),
    path("admin/tenants/<str:tenant>", TenantView.as_view(), name="tenant"),
]
