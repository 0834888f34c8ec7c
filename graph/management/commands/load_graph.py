"""``manage.py load_graph graph.jsonl.gz --tenant demo``."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import redis
from django.core.management.base import BaseCommand, CommandError

from graph.etl.formats import FORMATS
from graph.files.models import GraphFile
from graph.files.services import file_delete, file_store
from graph.management.following import Follower, require_worker
from jobs.models import Execution, Job
from jobs.registry import get_job_type
from jobs.services import job_create
from platform_project.http.errors import PlatformError
from security.principal import Principal
from security.roles import Role
from tenants.context import tenant_scope
from tenants.models import Tenant

SUBJECT: Final = "command line"
JOB_TYPE: Final = "etl.import"
_CHUNK_BYTES: Final = 1024 * 1024


class Command(BaseCommand):
    """Load a file into a tenant's graph by a job, and show how far it is. Ctrl-C stops the job.

    The exit code is 0 when the job has succeeded, 1 when it has failed, and 130 when it was stopped.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, whose graph, and how."""
        parser.add_argument("file", type=Path, help="JSONL, CSV, Cypher or GraphML, compressed or not")
        parser.add_argument("--tenant", required=True, metavar="SLUG", help="whose graph")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
        parser.add_argument("--mode", choices=["merge", "replace"], default="merge")
        parser.add_argument("--strict", action="store_true", help="one bad line undoes all of it")
        parser.add_argument(
            "--mapping", type=Path, help="a JSON file with new names of labels, types, properties"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep the file, start the job and follow it.

        Raises:
            CommandError: there is no such tenant, file or worker, or the job did not succeed.
        """
        try:
            job = self._started(options)
        except (OSError, ValueError, redis.RedisError) as error:
            raise CommandError(str(error)) from error
        except PlatformError as error:
            raise CommandError(_in_words(error)) from error
        execution = Follower(job, get_job_type(JOB_TYPE).flow, self.stdout).follow()
        self._conclude(job, execution)

    def _started(self, options: dict[str, Any]) -> Job:
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.")
        payload = {"format": options["format"], "mode": options["mode"], "strict": options["strict"]}
        if options["mapping"]:
            payload["mapping"] = json.loads(options["mapping"].read_text("utf-8"))
        require_worker(get_job_type(JOB_TYPE).flow)
        file = self._stored(options["file"], tenant)
        by = Principal.person(sub=SUBJECT, tenant_id=tenant.pk, roles=[Role.ADMIN])
        try:
            with tenant_scope(tenant.pk):
                payload["file_id"] = str(file.pk)
                job = job_create(principal=by, type_name=JOB_TYPE, payload=payload)
        except PlatformError:
            with tenant_scope(tenant.pk):
                file_delete(by=by, file_id=file.pk)
            raise
        self.stdout.write(f"job {job.pk} loads {file.name} (file {file.pk}) into {tenant.slug}")
        return job

    def _stored(self, path: Path, tenant: Tenant) -> GraphFile:
        with path.open("rb") as source:
            chunks: Iterator[bytes] = iter(lambda: source.read(_CHUNK_BYTES), b"")
            return file_store(tenant_id=tenant.pk, created_by=SUBJECT, name=path.name, chunks=chunks)

    def _conclude(self, job: Job, execution: Execution) -> None:
        with tenant_scope(job.tenant_id):
            job.refresh_from_db()
        if job.result:
            self.stdout.write(json.dumps(job.result, indent=2, ensure_ascii=False))
        if execution.status == Execution.Status.CANCELLED:
            raise CommandError("The job was stopped.", returncode=130)
        if execution.status != Execution.Status.SUCCEEDED:
            error = execution.error or {}
            raise CommandError(str(error.get("detail") or error.get("code") or "The job failed."))


def _in_words(error: PlatformError) -> str:
    faults = error.extensions.get("errors", [])
    return "\n".join([error.detail, *(f"{each['pointer']}: {each['detail']}" for each in faults)])
