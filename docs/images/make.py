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
TENANT = "demo"
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


def start_job(page: Page, type_: str, **fields: str) -> None:
    """Start a job by the form of its type; the page is then the job's."""
    page.goto(f"/admin/jobs/job/add/?type={type_}")
    page.get_by_label("Tenant").select_option(label=TENANT)
    for label, value in fields.items():
        field = page.get_by_label(label.replace("_", " "))
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    if type_ == "long-running":
        photograph(page, "admin-new-job", height=920)
    page.get_by_role("button", name="Start it").click()
    page.get_by_text("is queued").wait_for()


def photograph_jobs(page: Page) -> None:
    """Start some jobs, and take the form, the page of one at work and the list."""
    start_job(page, "demo", Items="40")
    start_job(page, "demo", Items="12", Simulate="failure", Priority="Low")
    start_job(page, "agent.run", Prompt=SHOWN, Priority="High")
    start_job(page, "long-running", Duration_seconds="30", Steps="15")
    page.get_by_text("step 3 of 15").first.wait_for()
    photograph(page, "admin-job", height=1180)
    page.goto("/admin/jobs/job/")
    photograph(page, "admin-jobs", height=460)


def photograph_graph(page: Page) -> None:
    """Try a known question and propose a change, and take both pages; nothing is approved."""
    page.goto("/admin/graph/cataloguepattern/?q=tasks-per-status")
    page.get_by_role("link", name="tasks-per-status").click()
    page.get_by_role("link", name="Try it").click()
    page.get_by_label("Question").fill("How many tasks in each status?")
    page.get_by_label("Tenant").select_option(label=TENANT)
    page.get_by_role("button", name="Ask").click()
    page.get_by_text("It matches").wait_for()
    photograph(page, "catalogue-try", height=1370)
    page.goto("/admin/graph/console/")
    page.get_by_label("Ask the graph").fill("delete the tasks whose status is Cancelled")
    page.get_by_label("Graph of").select_option(label=TENANT)
    page.get_by_label("Ask the graph").press("Control+Enter")
    page.get_by_role("link", name="Look at the approval").click()
    page.get_by_role("button", name="Approve it").wait_for()
    photograph(page, "admin-approval", height=1300)


def photograph_transfers(page: Page) -> None:
    """Import a file of which one line is rejected, take the job and the list, and take the import back."""
    nodes = [
        {"type": "node", "id": f"shelf-{n}", "labels": ["Shelf"], "properties": {"rank": n}} for n in (1, 2)
    ]
    lost = {"type": "relationship", "label": "BESIDE", "start": "shelf-1", "end": "shelf-9", "properties": {}}
    content = "\n".join(json.dumps(each) for each in (*nodes, lost)).encode()
    page.goto("/admin/graph/transfers/")
    form = page.locator("form[action$='/import/']")
    form.get_by_label("Tenant").select_option(label=TENANT)
    file = {"name": "shelves.jsonl", "mimeType": "application/x-ndjson", "buffer": content}
    form.locator("input[type=file]").set_input_files(file)
    form.get_by_role("button", name="Import it").click()
    page.locator("#execution-summary").get_by_text("finished").wait_for()
    photograph(page, "transfer-job", height=2250)
    page.get_by_text("Take back what this job has changed").click()
    page.get_by_role("button", name="Undo it").click()
    page.locator("#execution-summary").get_by_text("finished").wait_for()
    page.goto("/admin/graph/transfers/")
    photograph(page, "transfers", height=960)


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
        photograph_jobs(page)
        photograph_graph(page)
        photograph_transfers(page)
        page.goto("/admin/health/")
        photograph(page, "admin-health", height=1130)
        page.goto("/admin/django_celery_beat/periodictask/")
        photograph(page, "admin-schedule", height=420)
        page.goto("/admin/tenants/tenant/")
        photograph(page, "admin-tenants", height=460)
        page.get_by_role("link", name="acme").first.click()
        photograph(page, "admin-tenant", height=1400)
        page.goto("/v1/agent-runs?page_size=1")
        photograph(page, "api", height=1000)
        browser.close()


if __name__ == "__main__":
    main()
