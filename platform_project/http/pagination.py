"""Pages of a list, by keyset: no offset, so a page costs the same however far down it is."""

import re
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.db.models import Model, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import PlatformError, ValidationFailed

DEFAULT_PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 200


class InvalidPageToken(PlatformError):
    """The page token was not given out by this list."""

    code = ErrorCode.INVALID_PAGE_TOKEN
    status = 400


class KeysetPagination(BasePagination):
    """``page_size``, ``page_token`` -> ``{items, next_page_token, total?}`` and ``Link: rel=next``.

    Rows are ordered by their primary key, a UUIDv7, which is the order in which they were made. A token is
    signed and good for its list only; it holds a page's last key, so rows made meanwhile shift nothing.
    ``limit`` and ``cursor`` are older names of the two parameters.
    """

    newest_first = True

    def paginate_queryset(  # type: ignore[override]  # keysets need a query
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """The rows of the page that the request asks for.

        Raises:
            InvalidPageToken: the token is not one of this list.
            ValidationFailed: ``page_size`` is no number from 1 to 200.
        """
        self._request = request
        size = _page_size(request)
        self._total = queryset.count() if request.query_params.get("include_total") == "true" else None
        rows = queryset.order_by("-pk" if self.newest_first else "pk")
        if token := _parameter(request, "page_token", "cursor"):
            last = _read_token(token, request.path)
            rows = rows.filter(pk__lt=last) if self.newest_first else rows.filter(pk__gt=last)
        page = list(rows[: size + 1])
        self._next_token = _make_token(page[size - 1], request.path) if len(page) > size else None
        return page[:size]

    def get_paginated_response(self, data: Any) -> Response:
        """The page around its items."""
        body: dict[str, Any] = {"items": data, "next_page_token": self._next_token}
        if self._total is not None:
            body["total"] = self._total
        return Response(
            body, headers={"Link": f'<{self._next_link()}>; rel="next"'} if self._next_token else None
        )

    def _next_link(self) -> str:
        url = remove_query_param(self._request.build_absolute_uri(), "cursor")
        return replace_query_param(url, "page_token", self._next_token)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The query parameters, for the API's description."""
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE}
        return [
            _query("page_size", size, "How many items a page has."),
            _query("page_token", {"type": "string"}, "`next_page_token` of the page before."),
            _query("include_total", {"type": "boolean", "default": False}, "Count all items as well."),
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The body, for the API's description."""
        return {
            "type": "object",
            "required": ["items", "next_page_token"],
            "properties": {
                "items": schema,
                "next_page_token": {"type": ["string", "null"]},
                "total": {"type": "integer"},
            },
        }


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _parameter(request: Request, name: str, alias: str) -> str | None:
    return request.query_params.get(name) or request.query_params.get(alias)


def _page_size(request: Request) -> int:
    given = _parameter(request, "page_size", "limit")
    if given is None:
        return DEFAULT_PAGE_SIZE
    if re.fullmatch(r"[0-9]{1,3}", given) and 1 <= int(given) <= MAX_PAGE_SIZE:
        return int(given)
    message = f"A whole number from 1 to {MAX_PAGE_SIZE}."
    raise ValidationFailed(
        extensions={"errors": [{"pointer": "/page_size", "code": "out_of_range", "detail": message}]}
    )


def _make_token(row: Model, path: str) -> str:
    return signing.dumps(str(row.pk), salt=_salt(path))


def _read_token(token: str, path: str) -> UUID:
    try:
        return UUID(signing.loads(token, salt=_salt(path)))
    except (signing.BadSignature, ValueError) as error:
        raise InvalidPageToken from error


def _salt(path: str) -> str:
    return f"platform.page-token:{path}"
