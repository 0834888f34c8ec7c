"""Pages of a list, by keyset: no offset, so a page costs the same however far down it is."""

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from django.core import signing
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from platform_project.http import deprecation
from platform_project.http.codes import ErrorCode
from platform_project.http.errors import InvalidRequest, PlatformError, ValidationFailed
from platform_project.http.keyset import Keyset

DEFAULT_PAGE_SIZE: Final = 50
MAX_PAGE_SIZE: Final = 200
_MOST_NAMED: Final = 20
# The older names of two parameters, by the names that they have now.
OLDER_NAMES: Final = {"page_size": "limit", "page_token": "cursor"}
OLDER_NAMES_DEPRECATED: Final = deprecation.Deprecation(since=datetime(2026, 11, 22, tzinfo=UTC))


class InvalidPageToken(PlatformError):
    """The page token was not given out by this list, or for another filter or order of it."""

    code = ErrorCode.INVALID_PAGE_TOKEN
    status = 400


class KeysetPagination(BasePagination):
    """``page_size``, ``page_token`` -> ``{items, next_page_token, total?}`` and ``Link: rel=next``.

    Rows come in the order of the query, else newest first: primary keys are UUIDv7, which sort by the time
    when they were made. A token is signed and holds the position of a page's last row, so rows that are made
    meanwhile shift nothing. It is good for its list, tenant, filters and order only. The same page has the
    same token, or its entity tag would never be met again.
    """

    parameters: Final = frozenset({"page_size", "page_token", "include_total", *OLDER_NAMES.values()})

    def paginate_queryset(  # type: ignore[override]  # keysets need a query
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """The rows of the page that the request asks for.

        Raises:
            InvalidRequest: a parameter is neither one of these nor a filter of the view; all are named.
            InvalidPageToken: the token is not one of this list.
            ValidationFailed: ``page_size`` is no number from 1 to 200, or ``include_total`` no boolean.
        """
        _refuse_unknown(request, view)
        self._request = request
        size = _page_size(request)
        self._total = queryset.count() if _wants_total(request) else None
        keyset = Keyset.of(queryset)
        signer = _signer(request, keyset)
        rows = keyset.sorted(queryset)
        if token := _parameter(request, "page_token"):
            try:
                rows = keyset.after(rows, signer.unsign_object(token))
            except (signing.BadSignature, ValueError) as error:
                raise InvalidPageToken from error
        page = list(rows[: size + 1])
        has_more = len(page) > size
        self._next_token = signer.sign_object(keyset.position(page[size - 1])) if has_more else None
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
        url = self._request.build_absolute_uri()
        for older in OLDER_NAMES.values():
            url = remove_query_param(url, older)
        url = replace_query_param(url, "page_size", str(_page_size(self._request)))
        return replace_query_param(url, "page_token", self._next_token)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The query parameters, for the API's description."""
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE}
        token = {"type": "string"}
        total = {"type": "boolean", "default": False}
        return [
            _query("page_size", size, "How many items a page has."),
            _query("page_token", token, "`next_page_token` of the page before."),
            _query("include_total", total, "Count all items as well."),
            {**_query("limit", size, "The older name of `page_size`."), "deprecated": True},
            {**_query("cursor", token, "The older name of `page_token`."), "deprecated": True},
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The body, for the API's description."""
        return {
            "type": "object",
            "required": ["items", "next_page_token"],
            "properties": {
                "items": schema,
                "next_page_token": {"type": ["string", "null"], "example": None},
                "total": {"type": "integer", "minimum": 0, "example": 1},
            },
        }


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _refuse_unknown(request: Request, view: APIView | None) -> None:
    """A misspelt filter that is passed over would show everything."""
    filterset_class = getattr(view, "filterset_class", None)
    known = {*KeysetPagination.parameters, *(filterset_class.base_filters if filterset_class else ())}
    unknown = sorted(set(request.query_params) - known - {api_settings.URL_FORMAT_OVERRIDE})
    if unknown:
        names = ", ".join(unknown[:_MOST_NAMED])
        raise InvalidRequest(f"This list knows no parameter {names}.", extensions={"known": sorted(known)})


def _parameter(request: Request, name: str) -> str | None:
    older = OLDER_NAMES[name]
    if older in request.query_params:
        if name in request.query_params:
            raise InvalidRequest(f"{older} is the older name of {name}: one of them is enough.")
        deprecation.announce(request, OLDER_NAMES_DEPRECATED)
    return request.query_params.get(name) or request.query_params.get(older)


def _page_size(request: Request) -> int:
    given = _parameter(request, "page_size")
    if given is None:
        return DEFAULT_PAGE_SIZE
    if re.fullmatch(r"[0-9]{1,3}", given) and 1 <= int(given) <= MAX_PAGE_SIZE:
        return int(given)
    raise _invalid("page_size", "out_of_range", f"A whole number from 1 to {MAX_PAGE_SIZE}.")


def _wants_total(request: Request) -> bool:
    given = request.query_params.get("include_total", "false")
    if given not in ("true", "false"):
        raise _invalid("include_total", "invalid", "`true` or `false`.")
    return given == "true"


def _invalid(name: str, code: str, detail: str) -> ValidationFailed:
    return ValidationFailed(extensions={"errors": [{"pointer": f"/{name}", "code": code, "detail": detail}]})


def _signer(request: Request, keyset: Keyset) -> signing.Signer:
    """Signs for this list, as it is asked for, in this tenant."""
    principal = getattr(request, "principal", None)
    filters = sorted(
        (name, values)
        for name, values in request.query_params.lists()
        if name not in KeysetPagination.parameters
    )
    purpose = [
        request.path,
        str(principal.tenant_id if principal else ""),
        keyset.column,
        keyset.descending,
        filters,
    ]
    return signing.Signer(salt=f"platform.page-token:{json.dumps(purpose)}")
