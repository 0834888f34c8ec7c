"""An identity provider on loopback: a real HTTP server with keys that can be rotated and faults."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _first_key() -> RSAPrivateKey:
    return new_key()  # once for the whole session: it takes a tenth of a second


class IdentityProvider:
    """Signs tokens and publishes its keys; ``requests`` lists the paths that were asked for."""

    def __init__(self) -> None:
        self.keys: dict[str, RSAPrivateKey] = {"first": _first_key()}
        self.requests: list[str] = []
        self.broken = False
        self.claims_to_be: str | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def jwks_url(self) -> str:
        return f"{self.issuer}/keys"

    @property
    def jwks_requests(self) -> int:
        return self.requests.count("/keys")

    def rotate(self, kid: str) -> None:
        """Publish one new key in the place of all others."""
        self.keys = {kid: new_key()}

    def sign(self, claims: dict[str, Any], *, kid: str = "first", algorithm: str = "RS256") -> str:
        return jwt.encode(claims, self.keys[kid], algorithm=algorithm, headers={"kid": kid})

    def document(self) -> dict[str, Any]:
        keys = []
        for kid, key in self.keys.items():
            public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
            keys.append({"kty": "RSA", "n": public["n"], "e": public["e"], "kid": kid, "use": "sig"})
        return {"keys": keys}

    @contextmanager
    def running(self) -> Iterator["IdentityProvider"]:
        thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.requests.append(self.path)
                answers = {
                    "/keys": provider.document(),
                    "/.well-known/openid-configuration": {
                        "issuer": provider.claims_to_be or provider.issuer,
                        "jwks_uri": provider.jwks_url,
                    },
                }
                body = json.dumps(answers.get(self.path, {})).encode()
                self.send_response(500 if provider.broken else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Keep the output of the tests clean."""

        return Handler
