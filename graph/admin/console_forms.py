"""The form of the console: what is asked, what is to be done with it, and whose graph is meant."""

from typing import Any, Final

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from graph.admin.console_answers import Mode
from tenants.models import Tenant

LONGEST: Final = 4_000
MODES: Final = (
    (Mode.RUN.value, "Answer it"),
    (Mode.EXPLAIN.value, "Explain only (the server's plan)"),
    (Mode.CHECK.value, "Dry run (checks and estimate)"),
)


class TenantForm(forms.Form):
    """Whose graph is meant; superusers choose, all others have their own tenant's."""

    tenant = forms.ModelChoiceField(Tenant.objects.all(), widget=UnfoldAdminSelectWidget, empty_label=None)

    def __init__(self, *args: Any, chooses_tenant: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not chooses_tenant:
            del self.fields["tenant"]


class QuestionForm(TenantForm):
    """A question in plain words, or Cypher."""

    text = forms.CharField(
        label="Question or Cypher",
        max_length=LONGEST,
        widget=UnfoldAdminTextareaWidget(
            attrs={
                "rows": 3,
                "spellcheck": "false",
                "autocomplete": "off",
                "placeholder": "How many tasks failed?   or   MATCH (n) RETURN n LIMIT 5",
            }
        ),
    )
    mode = forms.TypedChoiceField(
        label="What to do", choices=MODES, coerce=Mode, widget=forms.RadioSelect, initial=Mode.RUN.value
    )
    reading = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    field_order = ("text", "mode", "tenant", "reading")


class PatternForm(QuestionForm):
    """An answer to be kept as a known question: as what it is asked from then on."""

    question = forms.CharField(
        label="Asked as", max_length=1_000, widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"})
    )


class NodeForm(TenantForm):
    """A node that is drawn, by its labels and the id that it has in the tenant's own data."""

    key = forms.CharField(max_length=500, strip=False)
    labels = forms.JSONField(required=False)

    def clean_labels(self) -> list[str]:
        """Some names; which of them the graph has is for the graph to say."""
        labels = self.cleaned_data.get("labels") or []
        if not (
            isinstance(labels, list) and len(labels) <= 20 and all(isinstance(each, str) for each in labels)
        ):
            raise forms.ValidationError("A list of at most 20 labels.")
        return labels
