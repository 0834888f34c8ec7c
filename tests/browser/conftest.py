from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:  # pytest may read this file before Django is set up
    from playwright.sync_api import Browser, Page

    from security.models import User
    from tenants.models import Tenant
    from tests.processes import Process
    from tests.web import Web

BROWSER = "chromium-headless-shell"
PASSWORD = "correct horse battery staple"
SLOWEST_MS = 15_000
"""How long a busy machine may take to show what is expected."""
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def browser() -> "Iterator[Browser]":
    """The machine's own Chromium; closed after the folder, since its event loop occupies the thread.

    That without windows draws and runs the same for a third of the processor time.
    """
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=SLOWEST_MS)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Django must not mistake the test for asynchronous code because of that loop.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=f"/usr/bin/{BROWSER}", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def working() -> "Iterator[Process]":
    """The product's worker; from its first test on, it does what any test of the folder begins."""
    from tests.processes import worker

    process = worker(application="celery_app")
    yield process
    process.kill()


@pytest.fixture
def page(browser: "Browser", web: "Web") -> "Iterator[Page]":
    """A fresh window; what its pages complain of on the console fails the test."""
    complaints: list[str] = []
    context = browser.new_context(base_url=web.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 500 else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def logged_in(page: "Page", web: "Web", tenant: "Tenant") -> "Page":
    """The empty window of a superuser of the tenant, who has logged in."""
    from security.models import User

    name = f"s-{uuid4().hex[:12]}"
    log_in(page, web, User.objects.create_superuser(username=name, tenant=tenant))
    return page


def log_in(page: "Page", web: "Web", user: "User") -> None:
    """Give the window the session of a user."""
    from django.test import Client

    session = Client()
    session.force_login(user)
    cookie = session.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": web.url}])
