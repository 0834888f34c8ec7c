"""The operators' page of the components, and its lever, the drain switch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from redis import RedisError

from jobs.presentation import Fact, is_nested, moment, readable, span, words
from platform_project.health import drain
from platform_project.health.checks import check_all
from platform_project.health.findings import Health
from platform_project.health.watch import Report
from security.operators import EVERY_ROLE, holds, is_superuser

# In unfold's names.
COLOURS: Final = {Health.OK: "success", Health.DEGRADED: "warning", Health.UNAVAILABLE: "danger"}
_LONGEST_WHY: Final = 200


@dataclass(frozen=True)
class ComponentCard:
    """A component as its card shows it."""

    name: str
    status: str
    colour: str
    is_critical: bool
    latency: str
    unchanged: str
    reason: str
    facts: list[Fact]

    @classmethod
    def of(cls, report: Report) -> "ComponentCard":
        """The card of a report."""
        return cls(
            name=report.component.name,
            status=str(report.status),
            colour=COLOURS[report.status],
            is_critical=report.component.is_critical,
            latency=f"{report.latency_ms} ms",
            unchanged=span((timezone.now() - report.since).total_seconds()),
            reason=words(report.finding.reason),
            facts=list(_facts(report.finding.details)),
        )


@never_cache
def health_page(request: HttpRequest) -> HttpResponse:
    """Every component with its details, for operators of any role."""
    if not holds(request, EVERY_ROLE):
        raise PermissionDenied
    report = check_all()
    draining = drain.current()
    cards = [ComponentCard.of(each) for each in report.reports]
    context = {
        **site.each_context(request),
        "title": "Health",
        "status": str(report.status),
        "colour": COLOURS[report.status],
        "at": moment(report.at),
        "cards": sorted(cards, key=lambda card: (not card.is_critical, card.name)),
        "unwell": [card for card in cards if card.colour != COLOURS[Health.OK]],
        "draining": draining,
        "draining_since": moment(draining.since_time) if draining else "",
        "may_drain": is_superuser(request),
        "drain_url": reverse("admin:health_drain"),
    }
    return TemplateResponse(request, "operators/health.html", context)


@require_POST
def drain_switch(request: HttpRequest) -> HttpResponse:
    """Drain the whole deployment, or take it back into service; for superusers."""
    if not is_superuser(request):
        raise PermissionDenied
    by = request.user.get_username()
    try:
        if request.POST.get("switch") == "on":
            drain.drain_deployment(by=by, why=request.POST.get("why", "")[:_LONGEST_WHY])
            messages.warning(request, "Load balancers are told to send no more requests.")
        else:
            drain.resume_deployment(by=by)
            messages.success(request, "The platform is back in service.")
    except RedisError:
        messages.error(request, "Redis, which holds the switch, does not answer.")
    return HttpResponseRedirect(reverse("admin:health"))


def urls() -> list[URLPattern]:
    """The page and its lever, behind the admin's own fences."""
    return [
        path("health/", site.admin_view(health_page), name="health"),
        path("health/drain/", site.admin_view(drain_switch), name="health_drain"),
    ]


def _facts(details: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in details.items():
        if isinstance(value, dict) and is_nested(value):
            # Things by their names, such as workers: each is a fact.
            yield from (Fact(each, _in_a_line(said)) for each, said in value.items())
        else:
            yield _fact(name, value)


def _in_a_line(said: Mapping[str, Any]) -> str:
    facts = [_fact(name, value) for name, value in said.items()]
    return " · ".join(f"{fact.label.lower()} {fact.text}" for fact in facts)


def _fact(name: str, value: Any) -> Fact:
    """A detail with its unit, which its name ends with."""
    if name.endswith("_seconds"):
        return Fact(words(name.removesuffix("_seconds")), span(value))
    if name.endswith("_mb"):
        return Fact(words(name.removesuffix("_mb")), f"{value:,} MB")
    return Fact(words(name), readable(value))
