"""Announce what will go away: ``Deprecation`` (RFC 9745), ``Sunset`` (RFC 8594) and a link to more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response

_ATTRIBUTE: Final = "_deprecation"


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """Since when something should not be used any more, and from when on it will not be there.

    A view that is deprecated as a whole says so in its attribute ``deprecation``; whoever meets a parameter
    or field that is calls ``announce``.
    """

    since: datetime
    sunset: datetime | None = None
    documentation: str = "/v1/docs"


def announce(request: Request, deprecation: Deprecation) -> None:
    """Let the answer to this request say so."""
    setattr(request._request, _ATTRIBUTE, deprecation)


def add_headers(request: Request, response: Response, of_view: Deprecation | None) -> None:
    """Put into the answer what the view or something in the request has announced; the view comes first."""
    deprecation: Deprecation | None = of_view or getattr(request._request, _ATTRIBUTE, None)
    if deprecation is None:
        return
    response.headers["Deprecation"] = f"@{int(deprecation.since.timestamp())}"
    if deprecation.sunset is not None:
        response.headers["Sunset"] = http_date(deprecation.sunset.timestamp())
    link = f'<{deprecation.documentation}>; rel="deprecation"; type="text/html"'
    response.headers["Link"] = ", ".join(filter(None, [response.headers.get("Link"), link]))
