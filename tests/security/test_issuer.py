"""The built-in development issuer."""

import multiprocessing
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from security import issuer
from security.errors import InvalidToken
from security.issuer import DevelopmentKeys
from security.jwks import usable_keys
from security.jwt import verify


def kid_in(directory: str) -> str:
    """What another process makes of a state directory."""
    return DevelopmentKeys.of(Path(directory)).kid


def test_a_minted_token_is_believed(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    tenant_id = uuid4()
    token = issuer.mint(sub="ada", tenant_id=tenant_id, roles=["user"], scopes=["graph:read"])
    claims = verify(
        token, keys=DevelopmentKeys.of(tmp_path), issuer=issuer.ISSUER, audience=settings.OIDC_AUDIENCE
    )
    assert (claims.sub, claims.tenant, claims.roles, claims.scopes, claims.service) == (
        "ada",
        str(tenant_id),
        ("user",),
        ("graph:read",),
        False,
    )


def test_the_published_key_is_the_signing_key(tmp_path: Path) -> None:
    keys = DevelopmentKeys.of(tmp_path)
    published = usable_keys(keys.document)
    assert published[keys.kid].key.public_numbers() == keys.private_key.public_key().public_numbers()
    assert set(keys.document["keys"][0]) == {"kty", "n", "e", "use", "alg", "kid"}


def test_only_its_owner_can_read_the_key_and_nothing_else_is_left(tmp_path: Path) -> None:
    DevelopmentKeys.of(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [issuer.KEY_FILE]
    assert stat.S_IMODE((tmp_path / issuer.KEY_FILE).stat().st_mode) == 0o600


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("fork")) as pool:
        kids = list(pool.map(kid_in, [str(tmp_path)] * 8))
    assert set(kids) == {kid_in(str(tmp_path))}


def test_the_key_of_another_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(InvalidToken):
        DevelopmentKeys.of(tmp_path).key("another")


@pytest.mark.parametrize(
    ("is_development", "oidc_issuer", "expected"),
    [(True, None, True), (True, "https://idp.example", False), (False, None, False)],
)
def test_it_exists_in_development_without_an_identity_provider(
    settings: Settings, is_development: bool, oidc_issuer: str | None, expected: bool
) -> None:
    settings.IS_DEVELOPMENT, settings.OIDC_ISSUER = is_development, oidc_issuer
    assert issuer.is_available() is expected
