"""What every line of the logs says of where it comes from."""

import threading
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

from platform_project.http import trace

logger: Final = structlog.get_logger(__name__)


def add_trace(_: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Name the trace and the span under way, so that a line is found from its trace and back."""
    if context := trace.current():
        event.setdefault("trace_id", context.trace_id)
        event["span_id"] = context.span_id
    return event


def bind_task(task_id: str, task: Any, **_: Any) -> None:
    """Name the Celery task in the lines of what it does; nothing of the last one may stay."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task_id=task_id, task_name=task.name)


def unbind_task(**_: Any) -> None:
    """The task has ended."""
    structlog.contextvars.clear_contextvars()


def log_uncaught_of_threads() -> None:
    """Let the exception that ends a thread be a line of the log like any other, without its secrets."""

    def log(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit and args.exc_value is not None:
            thread = args.thread.name if args.thread else None
            logger.error("thread_died", thread=thread, exc_info=args.exc_value)

    threading.excepthook = log
