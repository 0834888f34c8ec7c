"""Path converters, registered when a URL configuration imports this module."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.urls import register_converter


class ResourceIdConverter:
    """``<id:run_id>``: a UUID. Django's own ``uuid`` answers 404 to a malformed one; ours is a 400."""

    regex: str = "[^/]+"

    def to_python(self, value: str) -> UUID:
        """The id in a path.

        Raises:
            BadRequest: it is no UUID.
        """
        try:
            return UUID(value)
        except ValueError as error:
            raise BadRequest("The id in the path is not a UUID.") from error

    def to_url(self, value: UUID | str) -> str:
        """The id as it stands in a path."""
        return str(value)


register_converter(ResourceIdConverter, "id")
