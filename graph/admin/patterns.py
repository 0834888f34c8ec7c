"""Known questions in the admin: read, write, try, switch, take out and take over."""

from typing import Any, ClassVar, Final
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action

from graph.admin.access import OwnOrGlobalAdmin, count_question, may_ask, writer_of
from graph.admin.console_page import rows_in_words, without_rows
from graph.admin.forms import CataloguePatternForm, ImportForm, TrialForm
from graph.models import LANGUAGES, CataloguePattern
from graph.nl.catalogue import services
from graph.nl.catalogue.files import Entry, export_catalogue, import_catalogue
from graph.nl.catalogue.parameters import TemplateError
from graph.nl.catalogue.templates import plain
from graph.nl.catalogue.trial import pattern_try
from graph.schema import schema_of
from jobs import presentation
from jobs.admin.creation import principal_of
from jobs.presentation import Fact
from platform_project.http.errors import PlatformError, ValidationFailed
from security.operators import TenantFilter, coloured, is_superuser, operator_of

SOURCE_COLOURS: Final = {"shipped": "info", "operator": "success", "answer": "warning"}
_NEVER: Final = UUID(int=0)


class CategoryFilter(admin.SimpleListFilter):
    """Patterns by the word that they are found by."""

    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those in use; a catalogue is small enough to look."""
        used = CataloguePattern.unscoped.order_by("category").values_list("category", flat=True).distinct()
        return [(each, each) for each in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the chosen one."""
        return queryset if self.value() is None else queryset.filter(category=self.value())


class LanguageFilter(admin.SimpleListFilter):
    """Patterns that can be asked in a language."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All languages."""
        return list(LANGUAGES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those with questions in the chosen one."""
        return queryset.filter(questions__has_key=self.value()) if self.value() in LANGUAGES else queryset


@admin.register(CataloguePattern)
class CataloguePatternAdmin(OwnOrGlobalAdmin):
    """Known questions. Those of all tenants are written by superusers, a tenant's own by its curators."""

    form = CataloguePatternForm
    list_display = ("name", "question", "category", "kind", "enabled", "origin", "holds_for")
    list_filter = ("enabled", CategoryFilter, LanguageFilter, "source", TenantFilter)
    search_fields = ("name", "description", "questions", "cypher")
    readonly_fields = ("source", "version", "created_by", "updated_at")
    actions = ("enable_selected", "disable_selected")
    actions_list = ("import_file", "export_file")
    actions_detail = ("try_it",)

    class Media:
        css: ClassVar = {"all": ("graph/catalogue.css",)}

    @admin.display(description="Question")
    def question(self, pattern: CataloguePattern) -> str:
        """One of its questions, as somebody would type it."""
        text = pattern.first_question()
        try:
            return plain(text)
        except TemplateError:
            return text

    @admin.display(description="Questions (English)")
    def questions_en(self, pattern: CataloguePattern) -> str:
        """Its questions, for those who do not edit them."""
        return "\n".join(pattern.questions.get("en", ()))

    @admin.display(description="Questions (Italian)")
    def questions_it(self, pattern: CataloguePattern) -> str:
        """The same in Italian."""
        return "\n".join(pattern.questions.get("it", ()))

    @admin.display(description="Subject (English)")
    def subject_en(self, pattern: CataloguePattern) -> str:
        """What is asked for, for those who do not edit it."""
        return ", ".join(pattern.subject.get("en", ()))

    @admin.display(description="Subject (Italian)")
    def subject_it(self, pattern: CataloguePattern) -> str:
        """The same in Italian."""
        return ", ".join(pattern.subject.get("it", ()))

    @coloured("Source", ordering="source", colours=SOURCE_COLOURS)
    def origin(self, pattern: CataloguePattern) -> str:
        """Where it comes from."""
        return pattern.source

    def get_fieldsets(self, request: HttpRequest, obj: CataloguePattern | None = None) -> list[Any]:
        """What is asked, what answers, and how the answer is told."""
        whose = ("holds_for",) if obj else ("tenant",) if is_superuser(request) else ()
        about = ("source", "version", "created_by", "updated_at") if obj else ()
        return [
            (None, {"fields": ("name", "category", "enabled", "description", *whose)}),
            ("What is asked", {"fields": ("questions_en", "questions_it")}),
            ("What answers", {"fields": ("cypher",), "description": _CYPHER_HELP}),
            ("How the answer is told", {"fields": ("kind", "subject_en", "subject_it", "hints")}),
            *([("About it", {"fields": about})] if about else []),
        ]

    def save_model(self, request: HttpRequest, obj: CataloguePattern, form: Any, change: bool) -> None:
        """Do what the form says with the services that the API uses."""
        by = writer_of(request)
        if change:
            row = CataloguePattern.unscoped.get(pk=obj.pk)
            services.pattern_replace(by=by, row=row, fields=form.pattern())
            return
        tenant_id = self.tenant_of(request, form.cleaned_data.get("tenant"))
        obj.pk = services.pattern_create(by=by, tenant_id=tenant_id, fields=form.pattern()).pk
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: CataloguePattern) -> None:
        """Delete one, by the service."""
        services.pattern_delete(by=writer_of(request), row=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CataloguePattern]) -> None:
        """Delete several, by the service."""
        for row in queryset:
            services.pattern_delete(by=writer_of(request), row=row)

    @admin.action(description="Switch on", permissions=["add"])
    def enable_selected(self, request: HttpRequest, queryset: QuerySet[CataloguePattern]) -> None:
        """Let them answer again."""
        self._switch(request, queryset, enabled=True)

    @admin.action(description="Switch off", permissions=["add"])
    def disable_selected(self, request: HttpRequest, queryset: QuerySet[CataloguePattern]) -> None:
        """Keep them, and let them answer nothing."""
        self._switch(request, queryset, enabled=False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[CataloguePattern], *, enabled: bool) -> None:
        try:
            changed = services.patterns_switch(by=writer_of(request), rows=queryset, enabled=enabled)
        except PlatformError as error:
            self.message_user(request, error.detail, messages.WARNING)
            return
        for row in queryset:
            self.log_change(request, row, "Switched on." if enabled else "Switched off.")
        self.message_user(request, f"{changed} switched {'on' if enabled else 'off'}.", messages.SUCCESS)

    def has_ask_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Those who may use the console: a trial reads the graph, as a question does."""
        return may_ask(request)

    @action(description="Try it", icon="experiment", url_path="try", permissions=["ask"])  # type: ignore[untyped-decorator]
    def try_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask a question and see what the pattern makes of it; nothing is saved."""
        pattern = self.get_object(request, object_id)
        if pattern is None:
            raise Http404
        is_asked = "question" in request.GET
        form = TrialForm(request.GET if is_asked else None, chooses_tenant=is_superuser(request))
        shown = {
            "title": f"Try {pattern.name}",
            "original": pattern,
            "questions": [text for language in LANGUAGES for text in pattern.questions.get(language, ())],
            "form": form,
            **(_tried(request, pattern, form) if form.is_valid() else {}),
        }
        return self._page(request, "admin/graph/catalogue/try.html", shown)

    @action(description="Import", icon="upload", url_path="import", permissions=["add"])  # type: ignore[untyped-decorator]
    def import_file(self, request: HttpRequest) -> HttpResponse:
        """Take a file over, or show what would become of its entries."""
        is_sent = request.method == "POST"
        form = ImportForm(
            request.POST if is_sent else None,
            request.FILES if is_sent else None,
            chooses_tenant=is_superuser(request),
        )
        entries: list[Entry] | None = None
        faults: list[dict[str, str]] = []
        if is_sent and form.is_valid():
            said = form.cleaned_data
            try:
                entries = import_catalogue(
                    said["content"],
                    by=writer_of(request),
                    tenant_id=self.tenant_of(request, said.get("tenant")),
                    dry_run=said["dry_run"],
                    replace=said["replace"],
                )
            except ValidationFailed as error:
                faults = error.extensions["errors"]
            except PlatformError as error:
                self.message_user(request, error.detail, messages.WARNING)
            if entries is not None and not said["dry_run"]:
                self.message_user(request, _taken_over(entries), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:graph_cataloguepattern_changelist"))
            # A browser sends a file once: what was in it stays as text, to be mended or taken over.
            form = ImportForm(initial=said, chooses_tenant=is_superuser(request))
        shown = {
            "title": "Import a catalogue",
            "form": form,
            "changes": None if entries is None else _by_change(entries),
            "faults": faults,
        }
        return self._page(request, "admin/graph/catalogue/import.html", shown)

    @action(description="Export", icon="download", url_path="export")  # type: ignore[untyped-decorator]
    def export_file(self, request: HttpRequest) -> HttpResponse:
        """The operator's own catalogue as a file; that of all for superusers."""
        user = operator_of(request)
        if user is None or not self.has_view_permission(request):
            raise PermissionDenied
        tenant_id = None if user.is_superuser else user.tenant_id or _NEVER
        headers = {"Content-Disposition": 'attachment; filename="catalogue.yaml"'}
        return HttpResponse(export_catalogue(tenant_id), content_type="application/yaml", headers=headers)

    def _page(self, request: HttpRequest, template: str, shown: dict[str, Any]) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **shown}
        return TemplateResponse(request, template, context)


_CYPHER_HELP: Final = (
    "A query that reads. A parameter of the questions is $name in it; a label or relationship type that is a "
    "parameter is written (n:`$name`). It takes effect only where the graph has all that it names."
)


def _tried(request: HttpRequest, pattern: CataloguePattern, form: TrialForm) -> dict[str, Any]:
    """The trial as its page shows it, or why there could be none."""
    user = operator_of(request)
    if user is None:
        raise PermissionDenied
    chosen = form.cleaned_data.get("tenant")
    tenant_id = principal_of(user, chosen.pk if chosen else None).tenant_id
    try:
        count_question(request)
        trial = pattern_try(pattern=pattern, question=form.cleaned_data["question"], tenant_id=tenant_id)
        table = rows_in_words(trial, schema_of(tenant_id))
    except PlatformError as error:
        return {"failure": error.detail}
    return {
        "trial": trial,
        "summary": without_rows(trial.text),
        "table": table,
        "params": presentation.parameters_of(trial.params),
        "layers": [Fact(presentation.words(layer.name), layer.detail) for layer in trial.layers],
    }


def _by_change(entries: list[Entry]) -> list[Fact]:
    """What would become of the entries, those of one fate together."""
    fates = dict.fromkeys(sorted(each.change for each in entries))
    named = {fate: [each.name for each in entries if each.change == fate] for fate in fates}
    return [
        Fact(f"{presentation.words(fate)}: {len(names)}", ", ".join(names)) for fate, names in named.items()
    ]


def _taken_over(entries: list[Entry]) -> str:
    counts = {
        change: sum(each.change == change for each in entries) for change in ("created", "changed", "removed")
    }
    return ", ".join(f"{number} {change}" for change, number in counts.items()) + "."
