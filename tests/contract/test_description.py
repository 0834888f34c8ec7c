"""What the server says of itself is what has been published."""

from typing import TYPE_CHECKING

from tests.contract.description import published

if TYPE_CHECKING:
    from tests.contract.world import World


def test_the_server_describes_itself_in_json_as_published(world: "World") -> None:
    response = world.callers["nobody"].get("/v1/openapi.json")
    assert response.json() == published()


def test_the_page_for_people_is_there(world: "World") -> None:
    response = world.callers["nobody"].get("/v1/docs")
    assert response.status_code == 200
    assert "/v1/openapi.json" in response.text
