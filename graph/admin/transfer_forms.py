"""The forms of the page of imports and exports."""

from typing import Any, Final

from django import forms
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanSwitchWidget,
)

from graph.admin.console_forms import TenantForm
from graph.etl.formats import FORMATS
from graph.etl.jobs.importing import AUTO
from graph.etl.staging import Mode

_WORDS: Final = {"jsonl": "JSON lines", "csv": "CSV", "cypher": "Cypher", "graphml": "GraphML"}
_FORMATS: Final = [(name, _WORDS.get(name, name)) for name in FORMATS]


class ImportForm(TenantForm):
    """A file from the operator's machine, and how it is loaded."""

    file = forms.FileField(label="File", widget=UnfoldAdminFileFieldWidget)
    format = forms.ChoiceField(
        choices=[(AUTO, "As its content looks"), *_FORMATS], initial=AUTO, widget=UnfoldAdminSelectWidget
    )
    mode = forms.ChoiceField(
        label="What becomes of the graph",
        choices=[
            (Mode.MERGE.value, "It is added to"),
            (Mode.REPLACE.value, "It is replaced: it is the file afterwards"),
        ],
        initial=Mode.MERGE.value,
        widget=UnfoldAdminSelectWidget,
    )
    strict = forms.BooleanField(
        label="Load nothing if anything is rejected", required=False, widget=UnfoldBooleanSwitchWidget
    )
    field_order = ("tenant", "file", "format", "mode", "strict")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="import_%s", **kwargs)

    @property
    def payload(self) -> dict[str, Any]:
        """What the job is given beside the file."""
        return {name: self.cleaned_data[name] for name in ("format", "mode", "strict")}


class ExportForm(TenantForm):
    """What is written into a file, and how."""

    format = forms.ChoiceField(choices=_FORMATS, initial="jsonl", widget=UnfoldAdminSelectWidget)
    query = forms.CharField(
        label="Only what this reading query finds",
        required=False,
        max_length=4_000,
        widget=UnfoldAdminTextareaWidget(
            attrs={"rows": 2, "spellcheck": "false", "placeholder": "All of the graph"}
        ),
    )
    compress = forms.BooleanField(label="Compress it", required=False, widget=UnfoldBooleanSwitchWidget)
    field_order = ("tenant", "format", "query", "compress")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="export_%s", **kwargs)

    @property
    def payload(self) -> dict[str, Any]:
        """What the job is given."""
        said = {name: self.cleaned_data[name] for name in ("format", "compress")}
        return said | ({"query": query} if (query := self.cleaned_data["query"]) else {})
