"""Every path of the API declares who may call it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

from security.permissions import HasScope, declared_need

# Views of Django's plain kind check their callers themselves, or are open: each is named here on purpose.
PLAIN_VIEWS = {
    "graph.api.file_content.content_view.<locals>.view",
    "jobs.api.streams.event_stream.<locals>.view",
    "platform_project.http.pages.problem_page",
    "security.api.views.jwks",
}
# The description of the API is open, and its views are not ours.
OPEN_PACKAGES = ("drf_spectacular.",)
API_PATHS = ("v1/", ".well-known/", "mcp")


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path)
        elif isinstance(pattern, URLPattern) and path.startswith(API_PATHS):
            yield path, pattern.callback


def name_of(view: Callable[..., Any]) -> str:
    return f"{view.__module__}.{view.__qualname__}"


def complaint(path: str, view: Callable[..., Any]) -> str | None:
    """What is wrong with the declaration of a view; None when nothing is."""
    view_class: type[APIView] | None = getattr(view, "cls", None)
    if view_class is None:
        return None if name_of(view) in PLAIN_VIEWS else f"{path} is plain and not listed: {name_of(view)}"
    if view_class.__module__.startswith(OPEN_PACKAGES):
        return None
    if HasScope not in view_class.permission_classes:
        return f"{path} replaces the permission classes"
    methods = {name.upper() for name in view_class.http_method_names if hasattr(view_class, name)}
    undeclared = [name for name in sorted(methods - {"OPTIONS"}) if declared_need(view_class, name) is None]
    return f"{path} declares no scope for {', '.join(undeclared)}" if undeclared else None


def test_every_method_of_every_view_declares_what_it_needs() -> None:
    found = list(routes(get_resolver()))
    assert len(found) > 5
    assert [said for path, view in found if (said := complaint(path, view))] == []
