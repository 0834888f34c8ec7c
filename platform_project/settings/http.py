"""What the HTTP layer takes and tells: other origins' pages, and the limits of JSON."""

from corsheaders.defaults import default_headers

from platform_project.settings.base import ENV

# Pages of these origins may call the API. With a token in the header: cookies are never sent along.
CORS_ALLOWED_ORIGINS = ENV.cors_allowed_origins
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/(v1/|mcp|\.well-known/)"
CORS_PREFLIGHT_MAX_AGE = 600
CORS_ALLOW_HEADERS = (
    *default_headers,
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "prefer",
    "traceparent",
    "tracestate",
    "x-request-id",
    "x-tenant-id",
)
CORS_EXPOSE_HEADERS = (
    "ETag",
    "Link",
    "Location",
    "X-Request-ID",
    "X-Trace-Id",
    "X-Event-Id",
    "traceresponse",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Retry-After",
    "Idempotency-Key",
    "Idempotency-Replayed",
    "Deprecation",
    "Sunset",
    "Preference-Applied",
    "WWW-Authenticate",
)

MAX_UPLOAD_BYTES = ENV.max_upload_mb * 1_000_000
MAX_UNFOLDED_BYTES = ENV.max_unfolded_mb * 1_000_000
# Bodies that are longer than DATA_UPLOAD_MAX_MEMORY_SIZE: by method and path, how many bytes they may have.
# What stands around a file in a form is small.
LARGE_BODIES = dict.fromkeys(
    [("POST", "/v1/graph/files"), ("POST", "/admin/graph/transfers/import/")], MAX_UPLOAD_BYTES + 65_536
)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "platform_project.http.form_files.UnnamedFileHandler",
]

JSON_MAX_DEPTH = 32
JSON_MAX_VALUES = 100_000
