"""The page of each problem code, which a problem's ``type`` points to."""

from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import NotFound, PlatformError

_PAGE: Final = """<!doctype html>
<html lang="en">
<title>{title}</title>
<h1>{title}</h1>
<p><code>{code}</code></p>
<dl>{meanings}</dl>
</html>
"""


@csrf_exempt  # it changes nothing: other methods are to be told so, and not that a token is missing
@transaction.non_atomic_requests
@require_safe
def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a code means: the words of the errors that carry it."""
    if code not in list(ErrorCode):
        raise NotFound("There is no such problem code.")
    meanings = format_html_join(
        "",
        "<dt>{}</dt><dd>{}</dd>",
        ((error.status, _first_paragraph(error)) for error in errors_with(ErrorCode(code))),
    )
    title = code.replace("_", " ").capitalize()
    return HttpResponse(format_html(_PAGE, title=title, code=code, meanings=meanings))


def errors_with(code: ErrorCode) -> list[type[PlatformError]]:
    """The errors that carry a code, by status and name."""
    found = {error for error in _family(PlatformError) if error.code == code and error.__doc__}
    return sorted(found, key=lambda error: (error.status, error.__name__))


def _first_paragraph(error: type[PlatformError]) -> str:
    return (error.__doc__ or "").strip().split("\n\n")[0]


def _family(error: type[PlatformError]) -> Iterator[type[PlatformError]]:
    yield error
    for child in error.__subclasses__():
        yield from _family(child)
