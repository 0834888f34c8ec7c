"""Take the README's pictures: ``make up DETACH=1``, then ``.venv/bin/python docs/images/make.py``.

It asks the running stack some questions, logs in as its administrator and photographs what operators see,
with the machine's own Chromium.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent
REPOSITORY = IMAGES.parents[1]
CHROMIUM = "/usr/bin/chromium"
SHOWN = "Which institution has the most users?"
QUESTIONS = (
    "How many Blast tasks are there?",
    "delete everything",
    "What am I allowed to do?",
    "top 5 users by number of tasks",
    "hello",
    SHOWN,
)


def run(*arguments: str) -> str:
    """The output of a command of the project."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout


def log_in(page: Page, administrator: dict[str, Any]) -> None:
    """Come in through the login page."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(administrator["user"])
    page.get_by_label("Password").fill(administrator["password"])
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("At a glance").first.wait_for()


def photograph(page: Page, name: str, *, height: int) -> None:
    """Take a picture of the window at this height."""
    page.set_viewport_size({"width": 1440, "height": height})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


def main() -> None:
    """Ask, log in, take the pictures."""
    for question in QUESTIONS:
        run("-m", "platform_project.devstack", "ask", question)
    stack = json.loads(run("manage.py", "stack", "--json"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-quic"]
        )
        page = browser.new_page(base_url=stack["web"], viewport={"width": 1440, "height": 900})
        log_in(page, stack["admin"])
        photograph(page, "admin", height=800)
        page.goto("/admin/agents/agentrun/")
        photograph(page, "admin-runs", height=700)
        page.get_by_role("link", name=SHOWN).first.click()
        photograph(page, "run", height=1720)
        page.goto("/v1/agent-runs?page_size=1")
        photograph(page, "api", height=1000)
        browser.close()


if __name__ == "__main__":
    main()
