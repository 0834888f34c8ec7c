"""What a type of job adds to the page of its jobs: the room that runs it says so in its admin module."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest

from jobs.models import Job

Section = Callable[[HttpRequest, Job], str]
"""A part of the page as safe HTML; nothing, where there is nothing to show."""

_sections: dict[str, list[Section]] = {}


def register_section(*types: str, section: Section) -> None:
    """Show a part on the pages of the jobs of these types, below the payload and the result."""
    for name in types:
        _sections.setdefault(name, []).append(section)


def sections_of(request: HttpRequest, job: Job) -> Iterator[str]:
    """The parts that the type of a job adds to its page."""
    shown = (section(request, job) for section in _sections.get(job.type, ()))
    return filter(None, shown)
