"""Tokens that are believed, and all those that are not."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from security.errors import InvalidToken
from security.jwks import RemoteKeys
from security.jwt import CLOCK_SKEW_SECONDS, MAX_TOKEN_BYTES, Claims, verify
from tests.security.identity_provider import IdentityProvider, new_key

AUDIENCE = "agentic-platform"
Build = Callable[[IdentityProvider, dict[str, Any]], str]


def claims_of(provider: IdentityProvider, **changes: Any) -> dict[str, Any]:
    """Good claims with changes; None takes a claim away."""
    now = int(time.time())
    claims = {
        "iss": provider.issuer,
        "aud": AUDIENCE,
        "sub": "ada",
        "tenant_id": "demo",
        "roles": ["user"],
        "iat": now,
        "exp": now + 60,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def check(provider: IdentityProvider, token: str) -> Claims:
    keys = RemoteKeys(issuer=provider.issuer, jwks_url=provider.jwks_url)
    return verify(token, keys=keys, issuer=provider.issuer, audience=AUDIENCE)


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_good_token_says_who_asks(provider: IdentityProvider, algorithm: str) -> None:
    token = provider.sign(claims_of(provider, scopes=["graph:read"]), algorithm=algorithm)
    assert check(provider, token) == Claims(
        sub="ada", tenant="demo", roles=("user",), scopes=("graph:read",), service=False
    )


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"scopes": "graph:read jobs:read"}, ("graph:read", "jobs:read")),
        ({"scopes": []}, ()),
        ({}, None),
    ],
)
def test_scopes_may_be_a_list_a_string_or_absent(
    provider: IdentityProvider, claims: dict[str, Any], expected: object
) -> None:
    assert check(provider, provider.sign(claims_of(provider, **claims))).scopes == expected


@pytest.mark.parametrize(("value", "expected"), [(True, True), ("true", False), (1, False), (False, False)])
def test_only_a_true_claim_makes_a_machine(provider: IdentityProvider, value: object, expected: bool) -> None:
    assert check(provider, provider.sign(claims_of(provider, service=value))).service is expected


NOW = int(time.time())
BAD_CLAIMS: list[dict[str, Any]] = [
    {"exp": None},
    {"exp": NOW - 1},
    {"exp": "tomorrow"},
    {"nbf": NOW + CLOCK_SKEW_SECONDS + 86_400},
    {"iat": NOW + CLOCK_SKEW_SECONDS + 86_400},
    {"iss": "https://elsewhere.example"},
    {"iss": None},
    {"aud": "another-service"},
    {"aud": None},
    {"sub": None},
    {"sub": ""},
    {"sub": 7},
    {"tenant_id": None},
    {"tenant_id": ""},
    {"tenant_id": ["demo"]},
    {"roles": {"admin": True}},
    {"roles": [["admin"]]},
    {"scopes": 7},
]


def described(changes: dict[str, Any]) -> str:
    """The claims, with times as they lie to now: each process of a test session has its own."""
    since = {
        name: value - NOW if type(value) is int and value > NOW - 9 else value
        for name, value in changes.items()
    }
    return json.dumps(since)


@pytest.mark.parametrize("changes", BAD_CLAIMS, ids=described)
def test_a_token_with_bad_claims_is_refused(provider: IdentityProvider, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        check(provider, provider.sign(claims_of(provider, **changes)))


def unsigned(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "first"})


def hmac_with_the_public_key(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    """RFC 8725, section 2.1: the public key taken for a shared secret. PyJWT refuses to make one."""
    import hashlib
    import hmac

    pem = provider.keys["first"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "typ": "JWT", "kid": "first"}
    signed = b".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    return (signed + b"." + _base64(hmac.new(pem, signed, hashlib.sha256).digest())).decode()


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signed_by_a_stranger(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, new_key(), algorithm="RS256", headers={"kid": "first"})


def without_kid(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, provider.keys["first"], algorithm="RS256")


def with_pss(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(claims, provider.keys["first"], algorithm="PS256", headers={"kid": "first"})


def with_changed_payload(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    header, _, signature = provider.sign(claims).split(".")
    payload = _base64(json.dumps({**claims, "roles": ["admin"]}).encode()).decode()
    return f"{header}.{payload}.{signature}"


def oversized(provider: IdentityProvider, claims: dict[str, Any]) -> str:
    return provider.sign({**claims, "padding": "x" * MAX_TOKEN_BYTES})


@pytest.mark.parametrize(
    "build",
    [
        unsigned,
        hmac_with_the_public_key,
        signed_by_a_stranger,
        without_kid,
        with_pss,
        with_changed_payload,
        oversized,
    ],
)
def test_a_forged_token_is_refused(provider: IdentityProvider, build: Build) -> None:
    with pytest.raises(InvalidToken):
        check(provider, build(provider, claims_of(provider)))


def test_an_oversized_token_is_refused_before_it_is_parsed(provider: IdentityProvider) -> None:
    with pytest.raises(InvalidToken, match="longer"):
        check(provider, "x" * (MAX_TOKEN_BYTES + 1))
    assert provider.requests == []


class NoKeys:
    """Fails the test when it is asked."""

    def key(self, kid: str) -> jwt.PyJWK:
        raise InvalidToken


@given(
    st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}")
)
def test_no_text_does_anything_but_being_refused(text: str) -> None:
    with pytest.raises(InvalidToken):
        verify(text, keys=NoKeys(), issuer="i", audience="a")


@pytest.mark.parametrize("sub", ["", "x" * 256, "a\x00b"])
def test_a_subject_that_cannot_be_recorded_is_refused(provider: IdentityProvider, sub: str) -> None:
    with pytest.raises(InvalidToken):
        check(provider, provider.sign(claims_of(provider, sub=sub)))
