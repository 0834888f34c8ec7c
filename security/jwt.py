"""JSON Web Tokens: what a token must be before anything in it is believed (RFC 7519, RFC 8725)."""

import time
from dataclasses import dataclass
from typing import Any, Final

import jwt
from jwt.exceptions import ExpiredSignatureError, PyJWTError

from security.errors import InvalidToken
from security.jwks import KeySource

ALGORITHMS: Final = ("RS256", "RS384", "RS512")
MAX_TOKEN_BYTES: Final = 8192
# An issuer's clock may be ahead of ours. It never prolongs a token's life.
MAX_SUBJECT_LENGTH: Final = 255
CLOCK_SKEW_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says; ``tenant`` is the id or the slug of a tenant."""

    sub: str
    tenant: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...] | None
    service: bool


def verify(token: str, *, keys: KeySource, issuer: str, audience: str) -> Claims:
    """The claims of a token that ``issuer`` signed for ``audience`` and that is valid now.

    Raises:
        InvalidToken: it is not.
        IdentityProviderUnavailable: the issuer's keys cannot be read.
    """
    if len(token) > MAX_TOKEN_BYTES:
        raise InvalidToken(f"The token is longer than {MAX_TOKEN_BYTES} bytes.")
    try:
        payload = _decode(token, keys=keys, issuer=issuer, audience=audience)
    except ExpiredSignatureError as error:
        raise InvalidToken("The token has expired.") from error
    except PyJWTError as error:
        raise InvalidToken(f"The token is not valid: {error}.") from error
    return _claims(payload)


def _decode(token: str, *, keys: KeySource, issuer: str, audience: str) -> dict[str, Any]:
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise InvalidToken(f"The token is not signed with one of {', '.join(ALGORITHMS)}.")
    if not isinstance(kid := header.get("kid"), str):
        raise InvalidToken("The token's header names no key (kid).")
    key = keys.key(kid)
    payload: dict[str, Any] = jwt.decode(
        token,
        # The bare key: a PyJWK would take RS256 for granted where the key set names no algorithm.
        key.key,
        algorithms=ALGORITHMS,
        issuer=issuer,
        audience=audience,
        leeway=CLOCK_SKEW_SECONDS,
        options={"require": ["exp", "sub"]},
    )
    if payload["exp"] <= time.time():
        raise ExpiredSignatureError
    return payload


def _claims(payload: dict[str, Any]) -> Claims:
    if not 0 < len(payload["sub"]) <= MAX_SUBJECT_LENGTH or "\x00" in payload["sub"]:
        raise InvalidToken(
            f"The token's subject must have 1 to {MAX_SUBJECT_LENGTH} characters, none of them NUL."
        )
    tenant = payload.get("tenant_id")
    if not isinstance(tenant, str) or not tenant:
        raise InvalidToken("The token names no tenant (tenant_id).")
    return Claims(
        sub=payload["sub"],
        tenant=tenant,
        roles=_names(payload, "roles") or (),
        scopes=_names(payload, "scopes"),
        service=payload.get("service") is True,
    )


def _names(payload: dict[str, Any], claim: str) -> tuple[str, ...] | None:
    """A claim that lists names: an array, or one string separated by spaces; None when it is absent."""
    value = payload.get(claim)
    if value is None:
        return None
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise InvalidToken(f"The token's claim {claim} is not a list of names.")
