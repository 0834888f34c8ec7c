"""``manage.py evaluate_nl FILE.json [--tenant T]``: ask, run the references, and compare the rows."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agents.evaluation import reply_to
from graph.evaluation.files import QUESTIONS, InvalidQuestions, read_cases
from graph.evaluation.graphs import GRAPHS, load_for_evaluation
from graph.evaluation.report import as_html, as_json, as_text, documented
from graph.evaluation.scoring import Evaluation, ReferenceFailed, evaluate
from platform_project.http.errors import PlatformError
from tenants.models import Tenant

_PAGE: Final = Path("docs/evaluation.md")


class Command(BaseCommand):
    """Score the answers to questions by execution: rows against the rows of a reference query."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which questions, asked of whom, and where the report goes."""
        parser.add_argument("files", nargs="*", type=Path, help="the shipped questions unless given")
        parser.add_argument("--tenant", help="whose graph is asked; the shipped questions have their own")
        parser.add_argument("--report", type=Path, help="write a page (HTML)")
        parser.add_argument("--json", type=Path, help="write all scores (JSON)")
        parser.add_argument("--update-docs", action="store_true", help=f"write the figures to {_PAGE}")
        parser.add_argument("--quiet", action="store_true", help="figures only, without the failures")

    def handle(self, *args: Any, **options: Any) -> None:
        """Evaluate each file, print, and write what was asked for."""
        files = options["files"] or sorted(QUESTIONS.glob("*.json"))
        evaluations = [self._evaluated(path, options["tenant"]) for path in files]
        for each in evaluations:
            text = as_text(each)
            self.stdout.write(text.splitlines()[0] if options["quiet"] else text)
        if options["report"]:
            options["report"].write_text(as_html(evaluations), "utf-8")
        if options["json"]:
            data = [as_json(each) for each in evaluations]
            options["json"].write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", "utf-8")
        if options["update_docs"]:
            page = settings.BASE_DIR / _PAGE
            page.write_text(documented(page.read_text("utf-8"), evaluations), "utf-8")

    def _evaluated(self, path: Path, slug: str | None) -> Evaluation:
        try:
            cases = read_cases(path)
            tenant = self._tenant(slug) if slug else self._own_tenant(path)
            return evaluate(cases, name=path.stem, tenant_id=tenant.id, ask=reply_to)
        except (InvalidQuestions, ReferenceFailed, PlatformError) as error:
            raise CommandError(str(error)) from error

    def _tenant(self, slug: str) -> Tenant:
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no tenant {slug!r}.")
        return tenant

    def _own_tenant(self, path: Path) -> Tenant:
        """The tenant of the graph that a file's name ends with, with that graph in it."""
        name = path.stem.rpartition("_")[2]
        if name not in GRAPHS:
            raise CommandError(f"{path} names none of the graphs {', '.join(GRAPHS)}: say --tenant.")
        slug = f"evaluation-{name}"
        tenant, _ = Tenant.objects.get_or_create(slug=slug, defaults={"name": f"Evaluation: {name}"})
        load_for_evaluation(name, tenant_id=tenant.id)
        return tenant
