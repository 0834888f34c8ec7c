"""Who may read metrics, and the port on which processes without a web server show theirs."""

import hmac
from collections.abc import Callable, Iterable
from http import HTTPStatus
from ipaddress import ip_address
from threading import Thread
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, make_server

import structlog
from django.conf import settings
from prometheus_client import make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

from platform_project.telemetry.multiprocess import registry

logger: Final = structlog.get_logger(__name__)

# A proxy writes one of these: behind it, everybody has the proxy's address.
_PROXIED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def is_admitted(environ: dict[str, Any]) -> bool:
    """Whether a request may read the metrics.

    With a METRICS_TOKEN, it has to bring that. Without one it has to come from one of METRICS_NETWORKS
    itself, and not by way of a proxy.
    """
    if settings.METRICS_TOKEN:
        given = environ.get("HTTP_AUTHORIZATION", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(header in environ for header in _PROXIED):
        return False
    try:
        address = ip_address(environ.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in settings.METRICS_NETWORKS)


def serve(port: int) -> None:
    """Let a port answer with the metrics of this process and its children, from a thread.

    A port that is taken is said in the log; nothing else of the process depends on it.
    """
    try:
        server = make_server(
            settings.METRICS_HOST,
            port,
            _application,
            server_class=ThreadingWSGIServer,
            handler_class=_Quiet,
        )
    except OSError as error:
        logger.warning("metrics_not_served", port=port, error=str(error))
        return
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a scrape is no event."""


def _application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if is_admitted(environ) and environ.get("PATH_INFO") == "/metrics":
        answer: Iterable[bytes] = make_wsgi_app(registry())(environ, start_response)
        return answer
    status = HTTPStatus.NOT_FOUND
    start_response(f"{status.value} {status.phrase}", [("Content-Type", "text/plain")])
    return [b""]
