"""Metrics and traces: where they go, and who may read them."""

from ipaddress import ip_network

from platform_project.settings.base import ENV
from platform_project.telemetry.multiprocess import keep_values_in_files

METRICS_HOST = ENV.metrics_host
METRICS_PORT = ENV.metrics_port
METRICS_TOKEN = ENV.metrics_token.get_secret_value() if ENV.metrics_token else None
METRICS_NETWORKS = tuple(ip_network(network) for network in ENV.metrics_networks)
OTLP_ENDPOINT = ENV.otel_exporter_otlp_endpoint

if METRICS_PORT:
    # Whoever answers on a port speaks for its children too. Metrics are made when modules are imported, so
    # this cannot wait.
    keep_values_in_files(ENV.state_dir / "metrics" / str(METRICS_PORT))
