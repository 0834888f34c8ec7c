"""What can go wrong while finding out who asks, and what they may do."""

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PermissionRefused, PlatformError, TransientError
from platform_project.http.refusals import Unauthenticated as Unauthenticated


class InvalidToken(PlatformError):
    """The token is malformed, expired, not ours, or of a tenant that is not active."""

    code = ErrorCode.INVALID_TOKEN
    status = 401


class ScopeMissing(PermissionRefused):
    """You lack the role or scope that this needs."""


class TenantMismatch(PermissionRefused):
    """The header X-Tenant-Id names another tenant than the token."""


class IdentityProviderUnavailable(TransientError):
    """The keys that tokens are checked with cannot be read from the identity provider."""

    code = ErrorCode.IDENTITY_PROVIDER_UNAVAILABLE
