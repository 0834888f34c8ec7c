"""Everything that is read from the environment, once, typed.

Order: the process environment, then ``.env`` beside ``manage.py``, then ``<STATE_DIR>/stack.env``, which the
embedded stack writes so that a bare shell finds it. Secrets have no default.
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parents[2]


def _split(value: str | list[str]) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _networks(values: list[str]) -> list[str]:
    for value in values:
        ip_network(value)
    return values


CommaSeparated = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Networks = Annotated[CommaSeparated, AfterValidator(_networks)]


def state_dir() -> Path:
    """Where the embedded stack and the development issuer keep their state."""
    return Path(os.environ.get("STATE_DIR") or BASE_DIR / "var").resolve()


class Environment(BaseSettings):
    """The variables of a deployment; ``.env.example`` documents each of them."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    app_env: Literal["dev", "test", "prod"] = "prod"
    debug: bool = False
    secret_key: SecretStr
    allowed_hosts: CommaSeparated = ["localhost", "127.0.0.1", "[::1]"]
    csrf_trusted_origins: CommaSeparated = []
    cors_allowed_origins: CommaSeparated = []
    state_dir: Path = Field(default_factory=state_dir)
    web_host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    web_threads: int = Field(8, ge=1, le=256)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    database_url: SecretStr
    database_engine_url: SecretStr
    database_owner_url: SecretStr | None = None
    database_admin_url: SecretStr | None = None
    redis_url: SecretStr
    graph_url: str
    graph_user: str = ""
    graph_password: SecretStr = SecretStr("")
    graph_database: str = "graph"
    graph_read_user: str = ""
    graph_read_password: SecretStr = SecretStr("")
    graph_write_max_nodes: int = Field(1_000, ge=1, le=100_000)
    graph_analytics_max_nodes: int = Field(50_000, ge=1, le=1_000_000)
    graph_analytics_max_relationships: int = Field(200_000, ge=1, le=4_000_000)
    graph_analytics_at_once: int = Field(3, ge=1, le=256)
    max_upload_mb: int = Field(512, ge=1, le=65_536)
    max_unfolded_mb: int = Field(4_096, ge=1, le=1_048_576)

    oidc_issuer: str | None = None
    oidc_audience: str = "agentic-platform"
    oidc_jwks_url: str | None = None

    flower_url: str | None = None
    flower_basic_auth: SecretStr | None = None

    health_timeout_seconds: float = Field(0.5, gt=0, le=5)
    health_critical: CommaSeparated = ["postgres", "migrations"]
    storage_free_mb: int = Field(500, ge=0)
    drain_seconds: float = Field(0, ge=0, le=3600)
    ollama_url: str | None = None
    prometheus_url: str | None = None
    grafana_url: str | None = None
    admin_user: str | None = None
    admin_password: SecretStr | None = None
    nl_test_mode: bool = False
    nl_test_hints: Path | None = None

    job_types: CommaSeparated = []
    tenant_concurrent_jobs: int = Field(50, ge=1)

    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = Field(None, ge=1, le=65535)
    metrics_token: SecretStr | None = None
    metrics_networks: Networks = ["127.0.0.0/8", "::1/128"]
    otel_exporter_otlp_endpoint: str | None = None

    retention_executions_days: int = Field(180, ge=1)
    retention_events_days: int = Field(30, ge=1)
    retention_sessions_days: int = Field(180, ge=1)
    retention_schedule_days: int = Field(7, ge=1)
    retention_files_days: int = Field(30, ge=1)

    engine_lease_seconds: float = Field(10, gt=0)
    engine_heartbeat_seconds: float = Field(1, gt=0)
    engine_recovery_seconds: float = Field(1, gt=0)
    engine_grace_seconds: float = Field(5, ge=0)
    engine_max_attempts: int = Field(5, ge=1)
    engine_inline_budget_seconds: float = Field(2, ge=0)

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        """Refuse at start what must never reach production."""
        if self.app_env != "prod":
            return self
        refused = []
        if self.debug:
            refused.append("DEBUG=true")
        if not self.oidc_issuer:
            refused.append("no OIDC_ISSUER (the development issuer is for development)")
        if self.nl_test_mode:
            refused.append("NL_TEST_MODE=true")
        if self.nl_test_hints:
            refused.append("NL_TEST_HINTS")
        refused += [f"a default or short {name}" for name in self._weak_secrets()]
        if refused:
            raise ValueError(f"APP_ENV=prod refuses: {', '.join(refused)}")
        return self

    def _weak_secrets(self) -> list[str]:
        secrets = {"SECRET_KEY": (self.secret_key, 32), "GRAPH_PASSWORD": (self.graph_password, 12)}
        if self.graph_read_user:
            secrets["GRAPH_READ_PASSWORD"] = (self.graph_read_password, 12)
        for name in ("database_url", "database_engine_url", "redis_url"):
            secrets[f"password in {name.upper()}"] = (_password_of(getattr(self, name)), 12)
        guessable = {"password", "changeme", "change-me", "secret", "postgres", "admin", "platform"}
        return [
            name
            for name, (secret, length) in secrets.items()
            if len(secret.get_secret_value()) < length or secret.get_secret_value().lower() in guessable
        ]

    def secrets(self) -> list[str]:
        """What must never be shown: every secret value, and the passwords within URLs."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        secret = {name: value for name, value in found.items() if isinstance(value, SecretStr)}
        passwords = [_password_of(value) for name, value in secret.items() if name.endswith("_url")]
        return [value.get_secret_value() for value in (*secret.values(), *passwords)]

    @property
    def is_development(self) -> bool:
        """Whether the conveniences of development (issuer, embedded stack) may be used."""
        return self.app_env in ("dev", "test")


def _password_of(url: SecretStr) -> SecretStr:
    return SecretStr(urlsplit(url.get_secret_value()).password or "")


def read_environment() -> Environment:
    """The environment of this process.

    Raises:
        ImproperlyConfigured: variables are missing or malformed; the message names each, and no value.
    """
    files = (state_dir() / "stack.env", BASE_DIR / ".env")
    try:
        return Environment(_env_file=files, _env_file_encoding="utf-8")  # type: ignore[call-arg]
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])).upper() or 'environment'}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise ImproperlyConfigured(
            "The environment is not complete. `make up` starts a stack that a shell then finds by itself; "
            "for servers of your own see .env.example.\n  " + "\n  ".join(faults)
        ) from None
