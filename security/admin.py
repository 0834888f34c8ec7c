"""Operators in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import JSONField
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from security.models import User
from security.roles import ROLES, Role

# What somebody may do is said by roles; Django's groups would be a second way to say it.
admin.site.unregister(Group)


class RolesField(forms.MultipleChoiceField):
    """The table of roles as check boxes."""

    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def __init__(self, **kwargs: Any) -> None:
        taken = {name: kwargs[name] for name in ("label", "help_text") if name in kwargs}
        choices = [(role.value, f"{role.value}: {ROLES[role].purpose}") for role in Role]
        super().__init__(choices=choices, required=False, **taken)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User], ModelAdmin):  # type: ignore[misc]
    """Operators: who they are, their tenant and roles."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "tenant", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "tenant")
    list_select_related = ("tenant",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("tenant", "roles", "is_active", "is_staff", "is_superuser")}),
        ("Times", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "tenant", "roles", "password1", "password2")}),
    )
    formfield_overrides = {JSONField: {"form_class": RolesField}}
