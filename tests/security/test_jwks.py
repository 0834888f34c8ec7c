"""An identity provider's keys: cached, rotated, asked for sparingly, good while the provider is down."""

import pytest

from security.errors import IdentityProviderUnavailable, InvalidToken
from security.jwks import CACHE_SECONDS, FAILURE_INTERVAL_SECONDS, UNKNOWN_KEY_INTERVAL_SECONDS, RemoteKeys
from tests.security.identity_provider import IdentityProvider


class Clock:
    """Seconds that pass when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(provider: IdentityProvider, clock: Clock) -> RemoteKeys:
    return RemoteKeys(issuer=provider.issuer, jwks_url=provider.jwks_url, clock=clock)


def test_keys_are_read_once_in_ten_minutes(
    keys: RemoteKeys, provider: IdentityProvider, clock: Clock
) -> None:
    for clock.now in (0, 1, CACHE_SECONDS - 1):
        assert keys.key("first").key_id == "first"
    assert provider.jwks_requests == 1
    clock.now = CACHE_SECONDS
    keys.key("first")
    assert provider.jwks_requests == 2


def test_a_rotated_key_is_picked_up_at_once(keys: RemoteKeys, provider: IdentityProvider) -> None:
    keys.key("first")
    provider.rotate("second")
    assert keys.key("second").key_id == "second"
    with pytest.raises(InvalidToken):
        keys.key("first")


def test_unknown_keys_are_looked_for_once_a_minute(
    keys: RemoteKeys, provider: IdentityProvider, clock: Clock
) -> None:
    keys.key("first")
    for number in range(20):
        with pytest.raises(InvalidToken):
            keys.key(f"invented-{number}")
    assert provider.jwks_requests == 2
    clock.now += UNKNOWN_KEY_INTERVAL_SECONDS
    with pytest.raises(InvalidToken):
        keys.key("invented")
    assert provider.jwks_requests == 3


def test_known_keys_stay_good_while_the_provider_is_down(
    keys: RemoteKeys, provider: IdentityProvider, clock: Clock
) -> None:
    keys.key("first")
    provider.broken = True
    clock.now = CACHE_SECONDS + 1
    assert keys.key("first").key_id == "first"


def test_without_any_key_the_trouble_is_the_providers_and_passes(
    keys: RemoteKeys, provider: IdentityProvider, clock: Clock
) -> None:
    provider.broken = True
    for _ in range(3):
        with pytest.raises(IdentityProviderUnavailable):
            keys.key("first")
    assert provider.jwks_requests == 1
    provider.broken = False
    clock.now += FAILURE_INTERVAL_SECONDS
    assert keys.key("first").key_id == "first"


def test_the_address_of_the_keys_is_discovered(provider: IdentityProvider, clock: Clock) -> None:
    keys = RemoteKeys(issuer=provider.issuer, clock=clock)
    assert keys.key("first").key_id == "first"
    assert provider.requests == ["/.well-known/openid-configuration", "/keys"]


def test_metadata_of_another_issuer_is_not_believed(provider: IdentityProvider, clock: Clock) -> None:
    provider.claims_to_be = "https://elsewhere.example"
    with pytest.raises(IdentityProviderUnavailable):
        RemoteKeys(issuer=provider.issuer, clock=clock).key("first")


def test_a_provider_that_hangs_holds_up_one_reader_and_nobody_else(
    keys: RemoteKeys, provider: IdentityProvider, clock: Clock
) -> None:
    first = keys.key("first")
    clock.now += 601
    with keys._lock:  # as the thread that reads the new keys holds it, for as long as the provider takes
        assert keys.key("first") is first
