"""A graph as somebody brings it: exported from another system, with all that such data lacks.

Tasks and files have their own labels and no common one. Times are ISO 8601 text, in two lengths. The names
of files are base64, as the uploading program stored them, and one BLAST database is several files. Many
properties are only on some nodes, a few values are odd, and some nodes hang on nothing. The seed is fixed:
the data is the same on every machine.
"""

import base64
import datetime as dt
import random
from typing import Any, Final

from graph.evaluation.graphs import export_words as words
from graph.sample import Sample, SampleNode

NAME: Final = "export"
_FIRST_DAY: Final = dt.date(2023, 3, 1)
_FIRST_START: Final = dt.datetime(2024, 9, 2, 7, 30)
_SPECIMENS: Final = 64
_SEARCHES: Final = 46
_IDENTIFICATIONS: Final = 22
_UNUSED_READS: Final = 4


def generate_export() -> Sample:
    """All nodes and relationships of the export."""
    graph = Sample()
    rng = random.Random("export:1")
    institutions = [_institution(graph, i, *each) for i, each in enumerate(words.INSTITUTIONS, start=1)]
    people = _people(graph, rng, institutions)
    projects = _projects(graph, rng, institutions, people)
    taxa = _taxa(graph)
    specimens = _specimens(graph, rng, people, projects, taxa)
    reads = _reads(graph, rng, specimens)
    databases = _databases(graph, rng, people)
    _searches(graph, rng, people, reads, databases)
    _identifications(graph, rng, people, reads)
    return graph


def _known(**properties: Any) -> dict[str, Any]:
    """The properties that the export has a value for."""
    return {name: value for name, value in properties.items() if value is not None}


def _some(rng: random.Random, share: float, value: Any) -> Any:
    return value if rng.random() < share else None


def _institution(
    graph: Sample, number: int, name: str, acronym: str | None, city: str, country: str | None
) -> SampleNode:
    properties = _known(name=name, acronym=acronym, city=city, country=country)
    return graph.add(["Institution"], f"inst-{number}", **properties)


def _people(graph: Sample, rng: random.Random, institutions: list[SampleNode]) -> list[SampleNode]:
    people = []
    for number, (user_name, first, last) in enumerate(words.PEOPLE, start=1):
        registered = dt.datetime(2022, 1, 10, 9, 12) + dt.timedelta(hours=rng.randint(0, 26_000))
        person = graph.add(
            ["User"],
            f"u{number:03d}",
            **_known(
                user_name=user_name,
                firstName=first,
                lastName=last,
                email=_some(rng, 0.8, f"{user_name}@lab.example.org"),
                phone=_some(rng, 0.35, f"+39 051 55{number:04d}"),
                orcid=_some(rng, 0.4, f"0000-0002-1825-{number:04d}"),
                active=_some(rng, 0.9, number % 5 != 0),
                registered=registered.isoformat(),
            ),
        )
        people.append(person)
        # The last two came with the archive and belong to nobody.
        if number <= len(words.PEOPLE) - 2:
            employer = institutions[min(int(rng.expovariate(0.45)), len(institutions) - 2)]
            graph.relate(person, "AFFILIATED_WITH", employer, since=rng.randint(2009, 2024))
    return people


def _projects(
    graph: Sample, rng: random.Random, institutions: list[SampleNode], people: list[SampleNode]
) -> list[SampleNode]:
    projects = []
    for number, (code, title, funder, budget) in enumerate(words.PROJECTS, start=1):
        started = _FIRST_DAY + dt.timedelta(days=rng.randint(0, 500))
        ended = started + dt.timedelta(days=365) if number % 3 == 0 else None
        project = graph.add(
            ["Project"],
            f"p{number}",
            **_known(
                code=code,
                title=title,
                funder=funder,
                budget=budget,
                started=started.isoformat(),
                ended=ended and ended.isoformat(),
            ),
        )
        graph.relate(project, "COORDINATED_BY", rng.choice(institutions[:4]))
        for person in rng.sample(people[:-2], 2 + 2 * (len(words.PROJECTS) - number)):
            graph.relate(person, "MEMBER_OF", project, role=rng.choice(words.PROJECT_ROLES))
        projects.append(project)
    return projects


def _taxa(graph: Sample) -> list[SampleNode]:
    """Families, genera and species; those that a specimen can be come last."""
    by_name: dict[str, SampleNode] = {}
    for number, (name, rank, parent) in enumerate(words.TAXA, start=1):
        taxon = graph.add(["Taxon"], f"tx{number}", name=name, rank=rank, ncbi_id=30_000 + 17 * number)
        by_name[name] = taxon
        if parent:
            graph.relate(taxon, "CHILD_OF", by_name[parent])
    return [taxon for taxon in by_name.values() if taxon.properties["rank"] == "species"]


def _specimens(
    graph: Sample,
    rng: random.Random,
    people: list[SampleNode],
    projects: list[SampleNode],
    taxa: list[SampleNode],
) -> list[SampleNode]:
    specimens = []
    for number in range(1, _SPECIMENS + 1):
        collected = _FIRST_DAY + dt.timedelta(days=rng.randint(0, 800))
        elevation = _some(rng, 0.6, float(rng.randint(0, 240) * 10) + 0.5)
        kinds = ["Specimen", "Plant"] if number % 4 else ["Specimen", "Fungus"]
        specimen = graph.add(
            kinds,
            f"sp-{number:04d}",
            **_known(
                # Two vouchers were given twice, and one elevation is the "unknown" of the old system.
                voucher=f"HB-{number if number not in (17, 40) else number - 1:04d}",
                country=_some(rng, 0.9, rng.choice(words.COUNTRIES)),
                collected=_some(rng, 0.9, collected.isoformat()),
                elevation=-9999.0 if number == 23 else elevation,
                habitat=_some(rng, 0.25, rng.choice(words.HABITATS)),
            ),
        )
        specimens.append(specimen)
        if number % 16:
            graph.relate(rng.choice(people[:9]), "COLLECTED", specimen)
        if number % 9:
            taxon = taxa[min(int(rng.expovariate(0.3)), len(taxa) - 2)]
            confidence = round(rng.uniform(0.7, 1), 2)
            graph.relate(specimen, "IDENTIFIED_AS", taxon, confidence=confidence)
        graph.relate(specimen, "BELONGS_TO", projects[min(int(rng.expovariate(0.4)), len(projects) - 1)])
    return specimens


def _file(graph: Sample, rng: random.Random, kind: str, name: str, **properties: Any) -> SampleNode:
    number = sum(node.orig_id.startswith("f-") for node in graph.nodes) + 1
    uploaded = _FIRST_START + dt.timedelta(minutes=rng.randint(0, 500_000))
    return graph.add(
        [kind],
        f"f-{number:04d}",
        **_known(
            user_filename=base64.b64encode(name.encode()).decode(),
            extension=name.rpartition(".")[2],
            size=_some(rng, 0.85, rng.randint(900, 60_000_000)),
            checksum=_some(rng, 0.2, f"{rng.getrandbits(64):016x}"),
            uploaded=uploaded.isoformat(),
            **properties,
        ),
    )


def _reads(graph: Sample, rng: random.Random, specimens: list[SampleNode]) -> list[SampleNode]:
    """Sequences of some specimens, and some that no task has touched."""
    reads = []
    for number, specimen in enumerate(rng.sample(specimens, 30), start=1):
        marker = rng.choice(words.MARKERS)
        read = _file(graph, rng, "Fasta", f"{specimen.orig_id}_{marker}_{number}.fasta", marker=marker)
        graph.relate(specimen, "SEQUENCED_IN", read)
        reads.append(read)
    for number in range(_UNUSED_READS):
        _file(graph, rng, "Fasta", f"upload_{number}.fa", marker=None)
    return reads


def _task(
    graph: Sample, rng: random.Random, labels: list[str], person: SampleNode, **properties: Any
) -> SampleNode:
    number = sum(node.orig_id.startswith("t-") for node in graph.nodes) + 1
    start = _FIRST_START + dt.timedelta(minutes=rng.randint(0, 520_000))
    status = properties.pop("status", None) or rng.choices(words.STATUSES, words.STATUS_WEIGHTS)[0]
    minutes = round(rng.lognormvariate(2.5, 1), 1)
    done = status in ("finished", "failed")
    task = graph.add(
        labels,
        f"t-{number:04d}",
        **_known(
            task_id=f"t-{number:04d}",
            # One status was written by hand, and one is missing.
            status={3: "FINISHED", 11: None}.get(number, status),
            started=start.isoformat(),
            ended=(start + dt.timedelta(minutes=minutes)).isoformat(timespec="seconds") if done else None,
            minutes=minutes if done else None,
            error=rng.choice(words.ERRORS) if status == "failed" else None,
            **properties,
        ),
    )
    graph.relate(person, "RUNS", task)
    return task


def _databases(graph: Sample, rng: random.Random, people: list[SampleNode]) -> list[list[SampleNode]]:
    """BLAST databases, each of several files, and the task that made each."""
    databases = []
    for name, extensions in words.DATABASES:
        task = _task(graph, rng, ["Blast", "CreateDb"], people[0], status="finished", threads=8)
        files = [_file(graph, rng, "BlastDb", f"{name}.{end}", db_name=name) for end in extensions]
        for file in files:
            graph.relate(task, "OUTPUT", file)
        databases.append(files)
    return databases


def _searches(
    graph: Sample,
    rng: random.Random,
    people: list[SampleNode],
    reads: list[SampleNode],
    databases: list[list[SampleNode]],
) -> None:
    for number in range(_SEARCHES):
        person = people[min(int(rng.expovariate(0.28)), len(people) - 5)]
        task = _task(
            graph,
            rng,
            ["Blast", "BlastSeq"],
            person,
            program=_some(rng, 0.85, rng.choice(words.PROGRAMS)),
            evalue=10.0 ** -rng.choice((3, 5, 10, 20)),
            threads=rng.choice((1, 2, 4, 8, 16)),
        )
        for read in rng.sample(reads, rng.randint(1, 3)):
            graph.relate(read, "INPUT", task)
        for file in rng.choice(databases):
            graph.relate(file, "INPUT", task)
        if task.properties.get("status") in ("finished", "FINISHED"):
            graph.relate(task, "OUTPUT", _file(graph, rng, "BlastedSeq", f"hits_{number}.tsv"))
            if number % 2:
                graph.relate(task, "OUTPUT", _file(graph, rng, "Xml", f"report_{number}.xml"))


def _identifications(
    graph: Sample, rng: random.Random, people: list[SampleNode], reads: list[SampleNode]
) -> None:
    for number in range(_IDENTIFICATIONS):
        person = people[min(int(rng.expovariate(0.4)), len(people) - 5)]
        task = _task(graph, rng, ["Bold", "SearchbyTaxon"], person, similarity=rng.randint(80, 100))
        graph.relate(rng.choice(reads), "INPUT", task)
        if task.properties.get("status") == "finished":
            graph.relate(task, "OUTPUT", _file(graph, rng, "Xml", f"taxa_{number}.xml"))
            if number % 3 == 0:
                graph.relate(task, "OUTPUT", _file(graph, rng, "PhyloTree", f"tree_{number}.nwk"))
