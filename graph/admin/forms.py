"""The forms of the catalogue: a pattern with its questions one a line, a trial, a file to be taken over."""

import json
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.html import format_html, format_html_join
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from graph.models import LANGUAGES, CataloguePattern, Synonym
from graph.nl.catalogue.files import MAX_BYTES
from graph.nl.catalogue.parameters import MEANINGS
from graph.nl.catalogue.validation import PATTERN_FIELDS, can_be_stored, pattern_faults
from graph.nl.summarise import KINDS
from tenants.models import Tenant

QUESTIONS: Final = "questions_"
SUBJECT: Final = "subject_"
_HELP: Final = format_html(
    "One a line. Words in [square brackets] may be left out, (this|that) are alternatives, and {} is a "
    "parameter.<details><summary>Types of parameters</summary><dl>{}</dl></details>",
    "{name:type}",
    format_html_join("", "<dt>{}</dt><dd>{}</dd>", MEANINGS.items()),
)


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines as a list, without the empty ones."""
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]


class FormsField(forms.CharField):
    """A noun in the singular and the plural, with a comma between."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        """Both, with a comma."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Both, as a list; empty when nothing is said."""
        return [part.strip() for part in (super().to_python(value) or "").split(",") if part.strip()]


class HintsField(forms.JSONField):
    """JSON that is shown again also when it holds what no page can."""

    def prepare_value(self, value: Any) -> Any:
        """As it is, or with escapes for what cannot be encoded."""
        shown = super().prepare_value(value)
        return shown if can_be_stored(shown) else json.dumps(value)


class OwnRow:
    """For the form of a row of a tenant, or of all: a key that is taken is said before it is saved."""

    own_tenant_id: UUID | None = None
    """Whose a new row becomes, unless the form says."""

    def is_taken(self, row: CataloguePattern | Synonym, said: dict[str, Any], *key: str) -> bool:
        """Whether another row of the same tenant (or of all) has this key; a new row is told whose it is."""
        if row._state.adding:
            chosen = said.get("tenant")
            row.tenant_id = chosen.pk if chosen else self.own_tenant_id
        wanted: dict[str, Any] = {"tenant_id": row.tenant_id, **{name: said[name] for name in key}}
        return type(row).unscoped.filter(**wanted).exclude(pk=row.pk).exists()


class CataloguePatternForm(OwnRow, forms.ModelForm[CataloguePattern]):
    """A pattern. What the service would refuse is shown beside its field."""

    questions_en = LinesField(label="Questions (English)", required=False, help_text=_HELP)
    questions_it = LinesField(label="Questions (Italian)", required=False)
    subject_en = FormsField(
        label="Subject (English)", required=False, help_text="What is asked for, one and many: task, tasks"
    )
    subject_it = FormsField(label="Subject (Italian)", required=False)
    kind = forms.ChoiceField(
        choices=[(kind, f"{kind}: {meaning}") for kind, meaning in KINDS.items()],
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = CataloguePattern
        fields = ("name", "category", "enabled", "description", "cypher", "kind", "hints", "tenant")
        widgets = {
            "description": UnfoldAdminTextareaWidget(attrs={"rows": 2}),
            "cypher": UnfoldAdminTextareaWidget(attrs={"rows": 6, "spellcheck": "false"}),
            "hints": UnfoldAdminTextareaWidget(attrs={"rows": 3, "spellcheck": "false"}),
        }
        field_classes = {"hints": HintsField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.initial.setdefault(QUESTIONS + language, self.instance.questions.get(language, []))
            self.initial.setdefault(SUBJECT + language, self.instance.subject.get(language, []))

    def clean(self) -> dict[str, Any]:
        """Refuse what is no pattern, each fault beside the field that it is about."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for fault in pattern_faults(self.pattern()):
                _, field, *rest = fault["pointer"].split("/")
                name = f"{field}_{rest[0]}" if rest else field
                where = next((each for each in (name, field, f"{field}_en") if each in self.fields), None)
                self.add_error(where, fault["detail"])
        if not self.errors and self.is_taken(self.instance, cleaned, "name"):
            self.add_error("name", "There is a pattern of this name already.")
        return cleaned

    def pattern(self) -> dict[str, Any]:
        """What the form says, as the services take it."""
        data = self.cleaned_data
        by_language = {
            name: {
                language: data[f"{name}_{language}"] for language in LANGUAGES if data[f"{name}_{language}"]
            }
            for name in ("questions", "subject")
        }
        said: dict[str, Any] = {name: data[name] for name in PATTERN_FIELDS if name in data}
        return {**said, **by_language, "hints": data.get("hints") or {}}


class TrialForm(forms.Form):
    """A question for one pattern, and as whom it is asked."""

    question = forms.CharField(
        max_length=1_000, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.all(), widget=UnfoldAdminSelectWidget, help_text="Whose graph is asked."
    )

    def __init__(self, *args: Any, chooses_tenant: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses_tenant:
            del self.fields["tenant"]


class ImportForm(forms.Form):
    """A file to be taken over, pasted or uploaded."""

    content = forms.CharField(
        label="YAML",
        required=False,
        max_length=MAX_BYTES,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 16, "spellcheck": "false"}),
        help_text="As it is exported. All of it is taken over, or nothing when something in it is not valid.",
    )
    file = forms.FileField(required=False, label="or a file", widget=UnfoldAdminFileFieldWidget)
    tenant = forms.ModelChoiceField(
        Tenant.objects.all(),
        required=False,
        label="Holds for",
        empty_label="all tenants",
        widget=UnfoldAdminSelectWidget,
        help_text="Whose catalogue it becomes.",
    )
    replace = forms.BooleanField(
        required=False, widget=UnfoldBooleanSwitchWidget, help_text="Also remove what the file does not have."
    )
    dry_run = forms.BooleanField(required=False, widget=forms.HiddenInput)
    """Which of the two buttons it was: show what would become of each entry, or take them over."""

    def __init__(self, *args: Any, chooses_tenant: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses_tenant:
            del self.fields["tenant"]

    def clean(self) -> dict[str, Any]:
        """The text, from wherever it came."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if uploaded := cleaned.get("file"):
            if uploaded.size > MAX_BYTES:
                raise forms.ValidationError(f"A catalogue has at most {MAX_BYTES // 1024} KiB.")
            try:
                cleaned["content"] = uploaded.read().decode()
            except UnicodeDecodeError as error:
                raise forms.ValidationError("The file is not text in UTF-8.") from error
        if not cleaned.get("content"):
            raise forms.ValidationError("Paste a catalogue, or choose a file.")
        return cleaned
