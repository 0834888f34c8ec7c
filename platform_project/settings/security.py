"""Identity, cookies and transport."""

from platform_project.settings.base import ENV

APP_ENV = ENV.app_env
IS_DEVELOPMENT = ENV.is_development
STATE_DIR = ENV.state_dir
OIDC_ISSUER = ENV.oidc_issuer
OIDC_AUDIENCE = ENV.oidc_audience
OIDC_JWKS_URL = ENV.oidc_jwks_url

AUTH_USER_MODEL = "security.User"
AUTHENTICATION_BACKENDS = ["security.backends.OperatorBackend"]
LOGIN_URL = "/admin/login/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

if APP_ENV == "prod":
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
