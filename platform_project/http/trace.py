"""The ids that tie a request to its logs, problems and executions, and the spans that tell how it went.

A trace has its ids whether or not anybody collects spans. When spans are exported (OpenTelemetry), the ids
are those of the span that is under way; otherwise they are our own, and opening a span costs next to nothing.

The row of an execution carries its ``traceparent``. Whoever sends a message for it does so ``below`` that,
and its phases are done within ``continued`` of that, by whichever process and after whatever failure: so all
of it is one trace, and messages carry nothing that this depends on.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Self

import structlog
from opentelemetry import context as otel_context
from opentelemetry import trace as otel
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags

Attributes = Mapping[str, str | int]

# https://www.w3.org/TR/trace-context/#traceparent-header; version ff is forbidden.
_TRACEPARENT: Final = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True, slots=True)
class TraceContext:
    """The part of a distributed trace that a request is: 32 and 16 hexadecimal digits."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @classmethod
    def from_header(cls, traceparent: str | None) -> Self:
        """A new span of the caller's trace, or of a new trace when the header is absent or malformed."""
        span_id = secrets.token_hex(8)
        if (caller := _parse(traceparent)) is None:
            return cls(trace_id=secrets.token_hex(16), span_id=span_id)
        trace_id, _, flags = caller
        return cls(trace_id=trace_id, span_id=span_id, flags=flags)

    @classmethod
    def of_span(cls, span: Span) -> Self | None:
        """The context of a span; None for one that nobody collects."""
        found = span.get_span_context()
        if not found.is_valid:
            return None
        return cls(f"{found.trace_id:032x}", f"{found.span_id:016x}", f"{found.trace_flags:02x}")

    @property
    def traceparent(self) -> str:
        """The header for what the request causes."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


def _parse(traceparent: str | None) -> tuple[str, str, str] | None:
    """The ids of trace and span, and the flags."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None or set(found[1]) == {"0"} or set(found[2]) == {"0"}:
        return None
    return found[1], found[2], found[3]


_current: ContextVar[TraceContext | None] = ContextVar("trace_context", default=None)


def begin(traceparent: str | None) -> TraceContext:
    """Make the running request the span that is under way, or one of the caller's trace; tell the logs."""
    context = TraceContext.of_span(otel.get_current_span()) or TraceContext.from_header(traceparent)
    _current.set(context)
    structlog.contextvars.bind_contextvars(trace_id=context.trace_id)
    return context


@contextmanager
def continued(traceparent: str) -> Iterator[TraceContext]:
    """Do what the block does within the trace that a row belongs to, and name the trace in the logs.

    The span under way stays the parent when it is of that trace; otherwise the one that made the row is.
    """
    under_way = TraceContext.of_span(otel.get_current_span())
    context = TraceContext.from_header(traceparent)
    if under_way is not None and (under_way.trace_id == context.trace_id or not traceparent):
        context, traceparent = under_way, ""
    token = _current.set(context)
    try:
        with structlog.contextvars.bound_contextvars(trace_id=context.trace_id), below(traceparent):
            yield context
    finally:
        _current.reset(token)


@contextmanager
def below(traceparent: str) -> Iterator[None]:
    """Let the spans that the block opens stand directly below the one that a row names."""
    parent = _span_of(traceparent) if is_collected() else None
    if parent is None:
        yield
        return
    token = otel_context.attach(otel.set_span_in_context(parent))
    try:
        yield
    finally:
        otel_context.detach(token)


def current() -> TraceContext | None:
    """The trace context of the running request or phase."""
    return TraceContext.of_span(otel.get_current_span()) or _current.get()


def current_traceparent() -> str:
    """The header for what the running request or phase causes; empty outside of one."""
    context = current()
    return context.traceparent if context else ""


def is_collected() -> bool:
    """Whether somebody collects the spans of this process."""
    return not isinstance(otel.get_tracer_provider(), otel.ProxyTracerProvider)


@contextmanager
def span(name: str, attributes: Attributes | None = None, *, is_call: bool = False) -> Iterator[Span]:
    """Tell of what the block does, as a part of what is under way.

    Args:
        is_call: the block asks another server for something.
        attributes: what may be read by whoever reads traces: ids, names and numbers, never what people wrote.
    """
    if not is_collected():
        yield otel.INVALID_SPAN
        return
    kind = SpanKind.CLIENT if is_call else SpanKind.INTERNAL
    with otel.get_tracer(__name__).start_as_current_span(name, kind=kind, attributes=attributes) as opened:
        yield opened


def open_span(name: str, attributes: Attributes | None = None, *, of: str) -> Span:
    """A span of the row's trace that the caller ends; it does not become the one that is under way.

    For what outlives the code that begins it, such as a stream. It is linked to the request that asked for
    it, which may be of another trace.
    """
    if not is_collected():
        return otel.INVALID_SPAN
    request = otel.get_current_span().get_span_context()
    links = [Link(request)] if request.is_valid else []
    parent = otel.set_span_in_context(_span_of(of) or otel.INVALID_SPAN)
    return otel.get_tracer(__name__).start_span(name, context=parent, links=links, attributes=attributes)


def _span_of(traceparent: str) -> Span | None:
    """The span, of another process perhaps, that a header names."""
    if (found := _parse(traceparent)) is None:
        return None
    trace_id, span_id, flags = (int(digits, 16) for digits in found)
    return NonRecordingSpan(SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags)))
