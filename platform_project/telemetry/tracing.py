"""Collect spans and send them over OTLP/HTTP, when OTEL_EXPORTER_OTLP_ENDPOINT says where to.

Without it nothing of this is even imported. The other OTEL_ variables are the SDK's own and mean what its
documentation says.
"""

import os
from typing import TYPE_CHECKING, Any, Final

import httpx
import structlog
from django.conf import settings
from opentelemetry import trace as otel

if TYPE_CHECKING:
    from opentelemetry.instrumentation.httpx import RequestInfo
    from opentelemetry.sdk.trace import TracerProvider

logger: Final = structlog.get_logger(__name__)

NAMESPACE: Final = "agentic-platform"
# A collector that does not answer must not keep a process from ending.
_FAREWELL_MILLISECONDS: Final = 2_000

_provider: "TracerProvider | None" = None


def start(role: str) -> None:
    """Begin to collect the spans of this process; call it after a fork, before connections are opened.

    Args:
        role: what the process is; the ``service.name`` of its spans unless OTEL_SERVICE_NAME is set.
    """
    global _provider
    if _provider is not None or not settings.OTLP_ENDPOINT:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from platform_project.telemetry.spans import CausedOnly, DiscreetExporter

    _provider = TracerProvider(resource=Resource.create(_resource(role)), shutdown_on_exit=False)
    _provider.sampler = CausedOnly(_provider.sampler)
    exporter = OTLPSpanExporter(endpoint=f"{settings.OTLP_ENDPOINT.rstrip('/')}/v1/traces")
    _provider.add_span_processor(BatchSpanProcessor(DiscreetExporter(exporter)))
    otel.set_tracer_provider(_provider)
    _instrument()
    logger.info("tracing_started", role=role)


def stop() -> None:
    """Send what was collected and not sent yet, within two seconds."""
    global _provider
    provider, _provider = _provider, None
    if provider is None:
        return
    # The provider's own shutdown waits for half a minute when nobody answers.
    for processor in provider._active_span_processor._span_processors:
        batches: Any = getattr(processor, "_batch_processor", None)
        if batches is not None:
            batches.shutdown(timeout_millis=_FAREWELL_MILLISECONDS)


def _resource(role: str) -> dict[str, str]:
    described = {
        "service.namespace": NAMESPACE,
        "service.version": str(settings.SPECTACULAR_SETTINGS["VERSION"]),
        "deployment.environment.name": settings.APP_ENV,
    }
    return described if "OTEL_SERVICE_NAME" in os.environ else {**described, "service.name": role}


def _instrument() -> None:
    """Let the clients of PostgreSQL, Redis, Celery and HTTP tell of what they do."""
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
    from opentelemetry.instrumentation.redis import RedisInstrumentor

    CeleryInstrumentor().instrument()  # type: ignore[no-untyped-call]
    PsycopgInstrumentor().instrument()
    RedisInstrumentor().instrument()
    HTTPXClientInstrumentor().instrument(
        request_hook=_name_without_query, async_request_hook=_name_without_query_async
    )


def _name_without_query(span: otel.Span, request: "RequestInfo") -> None:
    """Leave the query string out: some services take their keys in it."""
    if isinstance(request.url, httpx.URL):
        span.set_attribute("http.url", str(request.url.copy_with(query=None, userinfo=b"")))


async def _name_without_query_async(span: otel.Span, request: "RequestInfo") -> None:
    _name_without_query(span, request)
