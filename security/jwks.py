"""Public keys of token issuers (JSON Web Key Sets, RFC 7517)."""

import threading
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

import httpx
import structlog
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from security.errors import IdentityProviderUnavailable, InvalidToken

CACHE_SECONDS: Final = 600.0
UNKNOWN_KEY_INTERVAL_SECONDS: Final = 60.0
FAILURE_INTERVAL_SECONDS: Final = 5.0
TIMEOUT_SECONDS: Final = 2.0

log = structlog.get_logger(__name__)


class KeySource(Protocol):
    """Where the public key of a token's ``kid`` comes from."""

    def key(self, kid: str) -> PyJWK:
        """The key.

        Raises:
            InvalidToken: the issuer has no such key.
            IdentityProviderUnavailable: nobody can say at present.
        """


def usable_keys(document: dict[str, Any]) -> dict[str, PyJWK]:
    """The RSA signing keys of a key set by ``kid``.

    Raises:
        PyJWTError: the document is no key set, or holds no key that can be read.
    """
    keys = PyJWKSet.from_dict(document).keys
    return {
        key.key_id: key
        for key in keys
        if key.key_id and key.key_type == "RSA" and key.public_key_use in (None, "sig")
    }


class RemoteKeys:
    """An identity provider's keys: read over HTTP, kept ten minutes, safe to share between threads.

    A ``kid`` that is not among them may be new, so they are read again, at most once a minute: tokens with
    invented kids cannot make us hammer the provider. While it does not answer, the last keys stay good.
    """

    def __init__(
        self, *, issuer: str, jwks_url: str | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, PyJWK] = {}
        self._stale_at = float("-inf")
        self._next_look_for_unknown = float("-inf")

    def key(self, kid: str) -> PyJWK:
        """The key of ``kid``; see ``KeySource``."""
        if self._clock() >= self._stale_at:
            self._refresh_stale()
        if kid not in self._keys:
            self._refresh_for_unknown()
        if (key := self._keys.get(kid)) is not None:
            return key
        if not self._keys:
            raise IdentityProviderUnavailable
        raise InvalidToken("The token is signed with a key that its issuer does not publish.")

    def _refresh_stale(self) -> None:
        # Only the first keys are worth waiting for: with old ones at hand, one thread reads the new ones and
        # a provider that hangs holds up nobody else.
        if not self._lock.acquire(blocking=not self._keys):
            return
        try:
            if self._clock() >= self._stale_at:
                self._stale_at = self._clock() + FAILURE_INTERVAL_SECONDS
                if self._read():
                    self._stale_at = self._clock() + CACHE_SECONDS
        finally:
            self._lock.release()

    def _refresh_for_unknown(self) -> None:
        with self._lock:
            if self._keys and self._clock() >= self._next_look_for_unknown:
                self._next_look_for_unknown = self._clock() + UNKNOWN_KEY_INTERVAL_SECONDS
                self._read()

    def _read(self) -> bool:
        """Replace the keys by what the provider publishes now; False when that failed."""
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS) as client:
                url = self._jwks_url or self._discover(client)
                self._keys = usable_keys(client.get(url).raise_for_status().json())
        except (httpx.HTTPError, httpx.InvalidURL, PyJWTError, ValueError, KeyError, TypeError) as error:
            log.warning("jwks_unreadable", issuer=self._issuer, error=repr(error))
            return False
        return True

    def _discover(self, client: httpx.Client) -> str:
        """The address of the key set, from the metadata (OpenID Connect Discovery 1.0, section 4)."""
        url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = client.get(url).raise_for_status().json()
        if metadata["issuer"] != self._issuer:
            raise ValueError(f"the metadata is of the issuer {metadata['issuer']!r}")
        return str(metadata["jwks_uri"])
