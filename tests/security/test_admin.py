"""Operators in the admin."""

from uuid import uuid4

import pytest
from django.test import Client

from security.models import User


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(username=f"s-{uuid4().hex[:12]}"))
    return client


def test_its_pages_open(admin: Client) -> None:
    user = User.objects.create_user(username=f"o-{uuid4().hex[:12]}", roles=["viewer"])
    for path in ("", "add/", f"{user.pk}/change/", f"{user.pk}/password/"):
        assert admin.get(f"/admin/security/user/{path}").status_code == 200


def test_an_operator_is_made_with_roles_from_the_table(admin: Client) -> None:
    username, password = f"o-{uuid4().hex[:12]}", "correct horse battery staple"
    form = {"username": username, "password1": password, "password2": password, "usable_password": "true"}
    assert admin.post("/admin/security/user/add/", {**form, "roles": ["viewer"]}).status_code == 302
    assert User.objects.get(username=username).roles == ["viewer"]


def test_a_role_outside_of_the_table_is_refused(admin: Client) -> None:
    form = {"username": "x", "password1": "p", "password2": "p", "roles": ["superuser"]}
    response = admin.post("/admin/security/user/add/", form)
    assert "Select a valid choice" in response.content.decode()
