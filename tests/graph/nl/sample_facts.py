"""The sample's data, to be asked in Python: what a known question ought to answer."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from graph.sample import Sample
from graph.sample.model import SampleNode

Rows = list[list[Any]]


class Facts:
    """The sample's data, to be asked in Python."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample

    def nodes(self, *labels: str) -> list[SampleNode]:
        return list(self.sample.labelled(*labels))

    def pairs(self, kind: str, start: str, end: str) -> list[tuple[SampleNode, SampleNode]]:
        return [
            (each.start, each.end)
            for each in self.sample.relationships
            if each.type == kind and start in each.start.labels and end in each.end.labels
        ]

    def ends(self, kind: str, start: SampleNode) -> list[SampleNode]:
        return [each.end for each in self.sample.relationships if each.type == kind and each.start is start]

    def starts(self, kind: str, end: SampleNode) -> list[SampleNode]:
        return [each.start for each in self.sample.relationships if each.type == kind and each.end is end]

    def isolated(self, *labels: str) -> list[SampleNode]:
        connected = {id(node) for each in self.sample.relationships for node in (each.start, each.end)}
        return [node for node in self.nodes(*labels) if id(node) not in connected]

    @property
    def users(self) -> list[SampleNode]:
        return self.nodes("User")

    @property
    def tasks(self) -> list[SampleNode]:
        return self.nodes("Task")

    @property
    def files(self) -> list[SampleNode]:
        return self.nodes("File")

    def employment(self) -> list[tuple[SampleNode, dict[str, Any], SampleNode]]:
        return [
            (each.start, each.properties, each.end)
            for each in self.sample.relationships
            if each.type == "WORKS_AT"
        ]

    def tasks_of(self, user_name: str) -> list[SampleNode]:
        [user] = [u for u in self.users if u.properties["user_name"] == user_name]
        return self.ends("RUNS", user)

    def tasks_by_institution(self) -> list[tuple[SampleNode, list[SampleNode]]]:
        return [
            (place, [task for user in self.starts("WORKS_AT", place) for task in self.ends("RUNS", user)])
            for place in self.nodes("Institution")
        ]

    def files_named(self, name: str) -> list[SampleNode]:
        return [file for file in self.files if of(file, "user_filename") == name]

    def database_files(self, name: str) -> list[SampleNode]:
        return [d for d in self.nodes("BlastDb") if of(d, "user_filename").startswith(f"{name}.")]

    # Names that the questions below can use.
    def busy_user(self) -> str:
        counts = Counter(of(user, "user_name") for user, _ in self.pairs("RUNS", "User", "Task"))
        return counts.most_common(1)[0][0]

    def user_with_failures(self) -> str:
        return next(
            of(u, "user_name") for u, t in self.pairs("RUNS", "User", "Task") if of(t, "status") == "Failed"
        )

    def read_file(self) -> str:
        """A file from which something was made."""
        return next(
            of(f, "user_filename") for f, t in self.pairs("INPUT", "Fasta", "Task") if self.ends("OUTPUT", t)
        )

    def made_file(self) -> str:
        return of(self.pairs("OUTPUT", "Task", "Xml")[0][1], "user_filename")

    def database(self) -> str:
        return str(of(self.pairs("INPUT", "BlastDb", "Task")[0][0], "user_filename")).split(".")[0]

    def task(self) -> str:
        return str(of(next(t for t in self.tasks if self.ends("OUTPUT", t)), "task_id"))

    def institution(self) -> str:
        return str(of(self.nodes("Institution")[0], "name"))

    def department(self) -> str:
        return str(self.employment()[0][1]["department"])

    def tag(self) -> str:
        return str(next(t for t in self.tasks if of(t, "tags")).properties["tags"][0])


def of(node: SampleNode, name: str) -> Any:
    return node.properties[name]


def distinct(nodes: Iterable[SampleNode]) -> list[SampleNode]:
    return list({id(node): node for node in nodes}.values())


def ranked(counts: Counter[Any], most: int | None = None) -> Rows:
    return [list(each) for each in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:most]]


def counted(nodes: Iterable[SampleNode], name: str) -> Rows:
    return ranked(Counter(of(node, name) for node in nodes))


def newest(tasks: Iterable[SampleNode], *names: str) -> Rows:
    ordered = sorted(tasks, key=lambda t: (-of(t, "start").timestamp(), of(t, "task_id")))
    return [[of(task, name) for name in ("task_id", *names)] for task in ordered]


def file_rows(files: Iterable[SampleNode]) -> Rows:
    rows = [[of(f, "user_filename"), of(f, "extension"), of(f, "size")] for f in distinct(files)]
    return sorted(rows)


def whole(number: int) -> Rows:
    return [[number]]


@dataclass(frozen=True)
class Known:
    """A question in both languages, with ``{}`` for what ``about`` names, and its rows."""

    english: str
    italian: str
    rows: Callable[[Facts], Rows]
    about: Callable[[Facts], str] | None = None

    def questions(self, facts: Facts) -> list[str]:
        name = self.about(facts) if self.about else ""
        return [text.replace("{}", name) for text in (self.english, self.italian)]
