import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from platform_project.devstack.graph_address import GraphAddress
from tests.security.identity_provider import IdentityProvider

if TYPE_CHECKING:
    from tests.compose.deployment import Deployment


@pytest.fixture(scope="session")
def provider() -> Iterator[IdentityProvider]:
    """The institute's identity provider."""
    with IdentityProvider().running() as running:
        yield running


@pytest.fixture(scope="package")
def deployment(provider: IdentityProvider, graph_server: GraphAddress) -> Iterator["Deployment"]:
    """Everything that docker-compose.yml names, up and healthy."""
    from tests.compose.deployment import Deployment

    folder = Path(os.environ["STATE_DIR"]) / "compose"
    shutil.rmtree(folder, ignore_errors=True)
    running = Deployment(folder, graph=graph_server, oidc_issuer=provider.issuer)
    try:
        running.up(*running.services)
        for name in ("nginx", "flower"):
            running.wait_until_healthy(name)
        yield running
    finally:
        running.stop()
