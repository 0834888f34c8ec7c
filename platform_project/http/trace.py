"""The ids that tie a request to its logs, problems and executions."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Self

import structlog

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
        found = _TRACEPARENT.fullmatch(traceparent or "")
        span_id = secrets.token_hex(8)
        if found is None or set(found[1]) == {"0"} or set(found[2]) == {"0"}:
            return cls(trace_id=secrets.token_hex(16), span_id=span_id)
        return cls(trace_id=found[1], span_id=span_id, flags=found[3])

    @property
    def traceparent(self) -> str:
        """The header for what the request causes."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[TraceContext | None] = ContextVar("trace_context", default=None)


def begin(traceparent: str | None) -> TraceContext:
    """Make the running request or task a span of a trace, and name the trace in its log lines."""
    context = TraceContext.from_header(traceparent)
    _current.set(context)
    structlog.contextvars.bind_contextvars(trace_id=context.trace_id)
    return context


def current() -> TraceContext | None:
    """The trace context of the running request or task."""
    return _current.get()


def current_traceparent() -> str:
    """The header for what the running request or task causes; empty outside of one."""
    context = _current.get()
    return context.traceparent if context else ""
