"""What the health checks ask, and for how long."""

from platform_project.settings.base import ENV

HEALTH_TIMEOUT = ENV.health_timeout_seconds
HEALTH_CRITICAL = frozenset(ENV.health_critical)
STORAGE_FREE_MB = ENV.storage_free_mb
DRAIN_SECONDS = ENV.drain_seconds
OLLAMA_URL = ENV.ollama_url or ""
PROMETHEUS_URL = ENV.prometheus_url or ""
GRAFANA_URL = ENV.grafana_url or ""
