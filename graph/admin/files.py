"""Files in the admin: what was uploaded and what jobs have written, to be downloaded and deleted."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from graph.api.file_content import content_view
from graph.files.models import GraphFile
from graph.files.selectors import jobs_using, may_read_content, require_content
from graph.files.services import file_delete
from jobs import presentation
from jobs.admin import ReadOnlyAdmin
from jobs.admin.creation import principal_of
from jobs.admin.executions import page_of
from jobs.presentation import NOTHING, Fact
from platform_project.http.errors import NotFound, PlatformError
from security.errors import Unauthenticated
from security.operators import TenantFilter, coloured, operator_of
from security.roles import Role
from security.scopes import Scope
from tenants.context import across_tenants, tenant_scope

KIND_COLOURS = {
    "Upload": "info",
    "Export": "success",
    "Dead letter": "warning",
    "Undo": "default",
    "Report": "default",
}


@admin.register(GraphFile)
class GraphFileAdmin(ReadOnlyAdmin):
    """Files, for those who may read the graph; deleted by those who may change it."""

    viewers = frozenset({Role.ADMIN, Role.OPERATOR, Role.CURATOR, Role.DATA_ENGINEER, Role.USER})
    list_display = ("name", "what", "format", "how_large", "created_by", "created", "expires")
    list_filter = ("kind", "format", TenantFilter)
    list_select_related = ("tenant",)
    search_fields = ("name", "created_by", "sha256")
    search_help_text = "A part of the name, who has made it, its SHA-256 or its id"
    ordering = ("-pk",)
    actions = ("delete_files",)
    change_form_outer_before_template = "operators/graph_file.html"

    @coloured("Kind", ordering="kind", colours=KIND_COLOURS)
    def what(self, file: GraphFile) -> str:
        """What it is for, as a coloured label."""
        return presentation.words(file.kind)

    @admin.display(description="Size", ordering="size")
    def how_large(self, file: GraphFile) -> str:
        """Its size for people."""
        return filesizeformat(file.size)

    @admin.display(description="Made (UTC)", ordering="pk")
    def created(self, file: GraphFile) -> str:
        """When it was made."""
        return presentation.moment(file.created_at)

    @admin.display(description="Kept until (UTC)", ordering="expires_at")
    def expires(self, file: GraphFile) -> str:
        """When it goes."""
        return presentation.moment(file.expires_at)

    def has_remove_permission(self, request: HttpRequest, file: GraphFile | None = None) -> bool:
        """Whether the operator may delete files: what the API asks for, too."""
        user = operator_of(request)
        return user is not None and principal_of(user).can(Scope.GRAPH_WRITE)

    @admin.action(description="Delete", permissions=["remove"])
    def delete_files(self, request: HttpRequest, queryset: QuerySet[GraphFile]) -> None:
        """Delete the chosen files; those that a job uses stay."""
        self._delete_each(request, queryset)

    def delete_view_of(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Delete one, from the button of its page."""
        file = self.row_or_404(request, object_id)
        if not self.has_remove_permission(request, file):
            raise PermissionDenied
        done = self._delete_each(request, [file])
        name, args = ("changelist", []) if done else ("change", [object_id])
        return HttpResponseRedirect(reverse(f"admin:graph_graphfile_{name}", args=args))

    def _delete_each(self, request: HttpRequest, files: Iterable[GraphFile]) -> int:
        user = operator_of(request)
        if user is None:
            raise PermissionDenied
        deleted = 0
        for file in files:
            try:
                with tenant_scope(file.tenant_id):
                    file_delete(by=principal_of(user, file.tenant_id), file_id=file.pk)
            except PlatformError as error:
                self.message_user(request, f"“{file}”: {error.detail}", messages.WARNING)
                continue
            deleted += 1
            self.log_deletions(request, [file])
            self.message_user(request, f"“{file}” is deleted.", messages.SUCCESS)
        return deleted

    def get_urls(self) -> list[URLPattern]:
        """The model's pages, where the button of a file's page posts to, and the content of a file."""
        delete = self.admin_site.admin_view(require_POST(self.delete_view_of))
        urls: list[URLPattern] = super().get_urls()
        return [
            path("<uuid:object_id>/remove/", delete, name="remove_graph_file"),
            # Not behind the site's fences, which are made for views that are not asynchronous.
            path("<uuid:file_id>/content", content_view(_seen_by_operator), name="graph_file_content"),
            *urls,
        ]

    def page(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What it is, where it comes from, and which jobs use it."""
        may_remove = self.has_remove_permission(request, row)
        user = operator_of(request)
        may_read = user is not None and may_read_content(principal_of(user, row.tenant_id), row)
        return {
            "file": row,
            "status": presentation.words(row.kind),
            "status_colour": KIND_COLOURS[presentation.words(row.kind)],
            "facts": list(_facts(row)),
            "content_url": reverse("admin:graph_file_content", args=[row.pk]) if may_read else None,
            "remove_url": reverse("admin:remove_graph_file", args=[row.pk]) if may_remove else None,
        }


def _facts(file: GraphFile) -> Iterator[Fact]:
    yield Fact("Format", file.format or NOTHING)
    yield Fact("Compression", file.compression)
    yield Fact("Size", f"{filesizeformat(file.size)} ({file.size:,} bytes)")
    yield Fact("SHA-256", file.sha256, is_code=True)
    yield Fact("Made by", file.created_by)
    if file.made_by:
        yield Fact("Written by job", str(file.made_by_id), href=page_of(file.made_by) or "")
    for job in jobs_using(file).select_related("execution")[:20]:
        yield Fact("In use by job", str(job.pk), href=page_of(job.execution) or "")
    yield Fact("Tenant", file.tenant.name)
    yield Fact("Read with the scope", file.scope)
    yield Fact("Made (UTC)", presentation.moment(file.created_at))
    yield Fact("Kept until (UTC)", presentation.moment(file.expires_at))
    yield Fact("Id", str(file.pk), is_code=True)


def _seen_by_operator(request: HttpRequest, file_id: UUID) -> tuple[GraphFile, str]:
    """The file, within the fences that stand around the admin's other views, and who the operator is."""
    user = operator_of(request)
    if user is None:
        raise Unauthenticated
    if user.is_superuser:
        with across_tenants():
            found = GraphFile.unscoped.filter(pk=file_id).first()
    elif user.tenant_id is not None:
        with tenant_scope(user.tenant_id):
            found = GraphFile.objects.filter(pk=file_id).first()
    else:
        found = None
    if found is None or not principal_of(user, found.tenant_id).can(found.scope):
        raise NotFound(f"There is no file {file_id}.")
    require_content(principal_of(user, found.tenant_id), found)
    return found, user.get_username()
