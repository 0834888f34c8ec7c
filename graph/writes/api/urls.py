"""Below ``/v1/graph/``."""

from django.urls import path

from graph.writes.api.views import (
    ApprovalApproveView,
    ApprovalListView,
    ApprovalRefuseView,
    ApprovalView,
)

urlpatterns = [
    path("approvals", ApprovalListView.as_view(), name="graph-approvals"),
    path("approvals/<id:approval_id>", ApprovalView.as_view(), name="graph-approval"),
    path("approvals/<id:approval_id>/approve", ApprovalApproveView.as_view(), name="graph-approval-approve"),
    path("approvals/<id:approval_id>/refuse", ApprovalRefuseView.as_view(), name="graph-approval-refuse"),
]
