"""The built-in issuer of tokens, for development and tests: a stand-in for the identity provider.

Its RS256 key is made on first use in the state directory. With an identity provider configured, or in
production, it does not exist.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from jwt import PyJWK
from jwt.algorithms import RSAAlgorithm

from security.errors import InvalidToken

ISSUER: Final = "urn:agentic-platform:development"
KEY_FILE: Final = "issuer-key.pem"
KEY_BITS: Final = 2048


def is_available() -> bool:
    """Whether tokens of the built-in issuer are accepted here."""
    return bool(settings.IS_DEVELOPMENT) and not settings.OIDC_ISSUER


def mint(
    *,
    sub: str,
    tenant_id: UUID,
    roles: Sequence[str] = (),
    scopes: Sequence[str] | None = None,
    ttl: int = 3600,
    service: bool = False,
) -> str:
    """A signed token that is valid for ``ttl`` seconds from now."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": settings.OIDC_AUDIENCE,
        "sub": sub,
        "tenant_id": str(tenant_id),
        "iat": now,
        "exp": now + ttl,
    }
    if service:
        claims["service"] = True
    else:
        claims["roles"] = list(roles)
    if scopes is not None:
        claims["scopes"] = list(scopes)
    keys = DevelopmentKeys.of(Path(settings.STATE_DIR))
    return jwt.encode(claims, keys.private_key, algorithm="RS256", headers={"kid": keys.kid})


class DevelopmentKeys:
    """The one key of the built-in issuer, as a source of keys that needs no HTTP."""

    def __init__(self, private_key: RSAPrivateKey) -> None:
        self.private_key = private_key
        public = RSAAlgorithm.to_jwk(private_key.public_key(), as_dict=True)
        self.kid = thumbprint(public)
        self.document = {
            "keys": [
                {
                    "kty": public["kty"],
                    "n": public["n"],
                    "e": public["e"],
                    "use": "sig",
                    "alg": "RS256",
                    "kid": self.kid,
                }
            ]
        }
        self._key = PyJWK(self.document["keys"][0])

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, state_dir: Path) -> "DevelopmentKeys":
        """The key that is kept in a state directory; made when there is none."""
        return cls(_load_or_make(state_dir / KEY_FILE))

    def key(self, kid: str) -> PyJWK:
        """The key; raises ``InvalidToken`` for the ``kid`` of another."""
        if kid != self.kid:
            raise InvalidToken("The token is signed with a key that its issuer does not publish.")
        return self._key


def thumbprint(public: dict[str, Any]) -> str:
    """The name of a public RSA key: a hash of the key itself (after RFC 7638)."""
    members = {name: public[name] for name in ("e", "kty", "n")}
    return hashlib.sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _load_or_make(path: Path) -> RSAPrivateKey:
    if not path.exists():
        _make(path)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key")
    return key


def _make(path: Path) -> None:
    """Write a new key; of two processes that start at once, the second keeps the first one's."""
    pem = generate_private_key(public_exponent=65537, key_size=KEY_BITS).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes files that only their owner can read.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        Path(temporary).unlink()
