"""Applications, databases, HTTP, templates."""

from typing import Any
from urllib.parse import unquote, urlsplit

from platform_project.settings.env import BASE_DIR, read_environment

ENV = read_environment()

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key.get_secret_value()
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENV.csrf_trusted_origins

INSTALLED_APPS = [
    "platform_project.telemetry",
    "unfold.apps.BasicAppConfig",
    "platform_project.apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "tenants",
    "security",
    "jobs",
    "graph",
    "tools",
    "agents",
    "platform_project.apps.PlatformConfig",
    "platform_project.operations",
    "platform_project.devstack",
]

MIDDLEWARE = [
    "platform_project.telemetry.middleware.TelemetryMiddleware",
    # Outermost: pages of other origins are to read refusals too.
    "corsheaders.middleware.CorsMiddleware",
    "platform_project.http.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "platform_project.urls"
ASGI_APPLICATION = "platform_project.asgi.application"
WSGI_APPLICATION = "platform_project.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


# A process that was stopped in the middle of a transaction must not hold its locks, nor others wait for them.
_IMPATIENT = "-c idle_in_transaction_session_timeout=5s -c lock_timeout=2s"


def _database(url: str, *, application_name: str, options: str = _IMPATIENT) -> dict[str, Any]:
    """Django's settings for one role's connection, kept open for the life of its thread."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django_prometheus.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": application_name, "connect_timeout": 5, "options": options},
    }


# Three roles: row-level security binds the application; the engine works across tenants on its own
# tables; the owner migrates. Each has an alias, so that code says which fence it stands behind.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database(ENV.database_url.get_secret_value(), application_name="platform"),
        "ATOMIC_REQUESTS": True,
    },
    "engine": _database(ENV.database_engine_url.get_secret_value(), application_name="platform-engine"),
}
if ENV.database_owner_url is not None:
    DATABASES["owner"] = _database(
        ENV.database_owner_url.get_secret_value(), application_name="platform-owner", options=""
    )
DATABASE_ROUTERS = ["platform_project.routers.OneDatabaseRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENV.redis_url.get_secret_value()
REDIS_TIMEOUT_SECONDS = 2.0
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "platform",
        "OPTIONS": {
            "socket_timeout": REDIS_TIMEOUT_SECONDS,
            "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
        },
    }
}
GRAPH = {
    "url": ENV.graph_url,
    "user": ENV.graph_user,
    "password": ENV.graph_password.get_secret_value(),
    "database": ENV.graph_database,
    "read_user": ENV.graph_read_user,
    "read_password": ENV.graph_read_password.get_secret_value(),
}
GRAPH_WRITE_MAX_NODES = ENV.graph_write_max_nodes
GRAPH_ANALYTICS_MAX_NODES = ENV.graph_analytics_max_nodes
GRAPH_ANALYTICS_MAX_RELATIONSHIPS = ENV.graph_analytics_max_relationships
GRAPH_ANALYTICS_AT_ONCE = ENV.graph_analytics_at_once
FLOWER_URL = ENV.flower_url

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
# Assets are served from the packages' own folders: no collectstatic step is needed to start.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "security.authentication.BearerAuthentication",
        "security.authentication.OperatorSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["security.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["platform_project.http.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "platform_project.http.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "platform_project.http.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "platform_project.http.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Agentic platform",
    "DESCRIPTION": "Ask questions, run tools and jobs, watch every step.",
    "VERSION": "0.1.0",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "TAGS": [
        {"name": "agents", "description": "Runs: questions in plain language, and what became of them."},
        {"name": "sessions", "description": "The runs that belong together, and what was said in between."},
        {"name": "jobs", "description": "Work in the background, of registered types."},
        {"name": "graph", "description": "What the graph holds, questions to it, and typed queries."},
        {"name": "graph-catalog", "description": "Known questions, each with the query that answers it."},
        {"name": "graph-approvals", "description": "Changes of the graph that wait for somebody's word."},
        {"name": "graph-files", "description": "Files to be loaded, and those that jobs have written."},
        {"name": "admin-tenants", "description": "Whose data, limits, settings and people are kept apart."},
        {"name": "admin-db", "description": "What the databases hold, and work on them."},
        {"name": "auth", "description": "Who you are to the platform."},
        {"name": "health", "description": "How the platform and its components are."},
        {"name": "meta", "description": "Where to go from here."},
    ],
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ChangeKindEnum": "graph.writes.api.serializers.CHANGE_KINDS",
        "ChangeStatusEnum": "graph.writes.models.WriteApproval.STATES",
        "DatabaseTargetEnum": "platform_project.operations.api.serializers.TARGETS",
        "DatabaseWorkEnum": "platform_project.operations.api.serializers.KINDS",
        "HealthWordEnum": "platform_project.health.serializers.WORDS",
        "IntentCategoryEnum": "agents.intent.Category",
        "JobPriorityEnum": "jobs.api.serializers.PRIORITIES",
        "JobStatusEnum": "jobs.api.serializers.JOB_STATUSES",
        "RunOutcomeEnum": "agents.models.AgentRun.Outcome",
        "RunStatusEnum": "agents.api.serializers.RUN_STATUSES",
        "SessionStatusEnum": "agents.models.Session.Status",
        "StepStatusEnum": "agents.models.Step.Status",
        "StepTypeEnum": "agents.models.Step.Type",
    },
    "PATH_CONVERTER_OVERRIDES": {"id": {"type": "string", "format": "uuid"}},
    # `objects` raises outside of a tenant.
    "DEFAULT_QUERY_MANAGER": "_default_manager",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "platform_project.openapi.add_plain_views",
        "security.openapi.add_identity",
        "platform_project.http.openapi_posts.add_post_headers",
        "platform_project.http.openapi_problems.add_problems",
        "platform_project.http.openapi.add_headers",
    ],
}
UNFOLD = {
    "SITE_TITLE": "Agentic platform",
    "SITE_HEADER": "Agentic platform",
    "SITE_SYMBOL": "hub",
    "SIDEBAR": {"navigation": "platform_project.operators.sidebar_navigation"},
}
