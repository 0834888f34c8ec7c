"""Which spans are kept, and what of them leaves the process."""

from collections.abc import Sequence
from typing import Any, Final

from opentelemetry.context import Context
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import SpanKind, Status, get_current_span

EXCEPTION_TYPE: Final = "exception.type"


class CausedOnly(Sampler):
    """Drop the calls to servers that no request and no execution has caused; another sampler has the rest.

    Heartbeats, polls and health checks run every second for ever; each of their calls would be a trace of its
    own that nobody reads.
    """

    def __init__(self, others: Sampler) -> None:
        self._others = others

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> SamplingResult:
        """Decide on one span."""
        if kind is SpanKind.CLIENT and not get_current_span(parent_context).get_span_context().is_valid:
            return SamplingResult(Decision.DROP)
        return self._others.should_sample(parent_context, trace_id, name, kind, *args, **kwargs)

    def get_description(self) -> str:
        """Its name, with that of the other."""
        return f"CausedOnly{{{self._others.get_description()}}}"


class DiscreetExporter(SpanExporter):
    """Hand spans on without the messages of exceptions.

    What a database or a graph says of an error repeats the values that it was about. The type of the
    exception stays; the log line of the same trace has the rest, redacted.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send these spans."""
        return self._exporter.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        """Send nothing more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what the exporter holds."""
        return self._exporter.force_flush(timeout_millis)


def _discreet(span: ReadableSpan) -> ReadableSpan:
    if not span.events and not span.status.description:
        return span
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        events=[_without_message(event) for event in span.events],
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _without_message(event: Event) -> Event:
    kept = {name: value for name, value in (event.attributes or {}).items() if name == EXCEPTION_TYPE}
    return Event(event.name, kept if event.name == "exception" else event.attributes, event.timestamp)
