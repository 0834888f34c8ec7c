"""The form of a tenant in the admin, with a field for each limit, flag and setting that there is."""

from copy import copy
from typing import Any, Final

from django import forms
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from platform_project.http.errors import ValidationFailed
from platform_project.http.merge_patch import patch_between
from security.roles import ROLES, Role
from tenants import options
from tenants.configuration import configure
from tenants.models import MAX_CONCURRENT_JOBS, Tenant

LIMIT: Final = "limit_"
FEATURE: Final = "feature_"
SETTING: Final = "setting_"


class TenantForm(forms.ModelForm[Tenant]):
    """A tenant as onboarding sets it up. ``tenant_form`` adds what is registered."""

    metadata = forms.JSONField(
        required=False,
        widget=UnfoldAdminExpandableTextareaWidget,
        help_text="A JSON object with what else is to be remembered.",
    )

    class Meta:
        model = Tenant
        fields = ("slug", "name", "admin_email", "concurrent_jobs", "metadata")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tenant = self.instance
        self._before = copy(tenant)
        features = options.feature_values(tenant.features)
        settings = options.setting_values(tenant.settings)
        shown = {
            **{LIMIT + role: of.get("concurrent_jobs") for role, of in tenant.role_limits.items()},
            **{FEATURE + name: value for name, value in features.items()},
            **{SETTING + name: value for name, value in settings.items()},
        }
        self.initial.update(shown)

    def clean(self) -> dict[str, Any]:
        """What the service would refuse is shown beside its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not isinstance(cleaned.get("metadata") or {}, dict):
            self.add_error("metadata", "A JSON object, in curly brackets.")
        if not self.errors:
            trial = copy(self._before)
            trial.slug = cleaned.get("slug", trial.slug)
            try:
                configure(trial, self.changes())
            except ValidationFailed as error:
                for fault in error.extensions["errors"]:
                    name = fault["pointer"].strip("/")
                    self.add_error(name if name in self.fields else None, fault["detail"])
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What the form says, as the services take it."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "admin_email": data["admin_email"],
            "metadata": patch_between(self._before.metadata, data["metadata"] or {}),
            "limits": {
                "concurrent_jobs": data["concurrent_jobs"],
                "roles": {role: {"concurrent_jobs": n} for role, n in self._starting(LIMIT).items()},
            },
            "features": self._starting(FEATURE),
            "settings": self._starting(SETTING),
        }

    def _starting(self, prefix: str) -> dict[str, Any]:
        data = self.cleaned_data
        return {name.removeprefix(prefix): data[name] for name in data if name.startswith(prefix)}


def tenant_form() -> type[TenantForm]:
    """The form with a field for each role's limit and each registered flag and setting."""
    return type("TenantForm", (TenantForm,), {**limit_fields(), **feature_fields(), **setting_fields()})


def limit_fields() -> dict[str, forms.Field]:
    """How many executions one person of each role may have under way."""
    return {
        LIMIT + role.value: forms.IntegerField(
            label=role.value.replace("_", " ").capitalize(),
            min_value=1,
            max_value=MAX_CONCURRENT_JOBS,
            required=False,
            widget=UnfoldAdminIntegerFieldWidget(attrs={"placeholder": ROLES[role].concurrent_jobs}),
        )
        for role in Role
    }


def feature_fields() -> dict[str, forms.Field]:
    """A switch for each flag."""
    return {
        FEATURE + each.name: forms.BooleanField(
            label=each.name.replace("_", " ").capitalize(),
            help_text=each.description,
            required=False,
            initial=each.default,
            widget=UnfoldBooleanSwitchWidget,
        )
        for each in options.features()
    }


def setting_fields() -> dict[str, forms.Field]:
    """A field for each setting: a choice where its schema has one, JSON otherwise."""
    return {SETTING + each.name: _setting_field(each) for each in options.settings()}


def _setting_field(setting: options.Setting) -> forms.Field:
    shown: dict[str, Any] = {
        "label": setting.name.replace("_", " ").capitalize(),
        "help_text": setting.description,
        "initial": setting.default,
    }
    if setting.schema.get("format") == "time-zone":
        values = sorted(options.time_zones())
    elif "enum" in setting.schema:
        values = setting.schema["enum"]
    else:
        return forms.JSONField(**shown, widget=UnfoldAdminTextInputWidget)
    choices = [(value, value) for value in values]
    return forms.ChoiceField(**shown, choices=choices, widget=UnfoldAdminSelectWidget)


class PurgeForm(BaseDialogForm):  # type: ignore[misc]  # unfold has no types
    """The question before a tenant goes for good."""

    slug = forms.CharField(
        label="Its slug",
        help_text="Type it to say that you mean this tenant.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )

    def clean_slug(self) -> str:
        """The slug, when it is that of the tenant on the page."""
        slug: str = self.cleaned_data["slug"]
        if not Tenant.objects.filter(pk=self.object_id, slug=slug).exists():
            raise forms.ValidationError("That is not the slug of this tenant.")
        return slug
