"""Who may do what in the admin: the operator's roles say it, as they do in the API.

Django's permissions per model would be a second way to say it, and are not asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from unfold.decorators import display

from security.models import User
from security.roles import Role, known_roles
from tenants.models import Tenant

EVERY_ROLE = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()
Column = TypeVar("Column", bound=Callable[..., Any])


def coloured(description: str, *, ordering: str, colours: Mapping[str, str]) -> Callable[[Column], Column]:
    """Show a column as a label whose colour follows from its text: unfold's ``display``, with types."""
    decorator = display(description=description, ordering=ordering, label=dict(colours))
    return cast(Callable[[Column], Column], decorator)


def operator_of(request: HttpRequest) -> User | None:
    """The operator who is logged in; None for strangers and for those whose login is switched off."""
    user = request.user
    return user if isinstance(user, User) and user.is_active and user.is_staff else None


def is_superuser(request: HttpRequest) -> bool:
    """Whether the operator acts across tenants."""
    user = operator_of(request)
    return user is not None and user.is_superuser


def holds(request: HttpRequest, roles: frozenset[Role]) -> bool:
    """Whether the operator has one of the roles. A superuser has them all, and nobody has one of none."""
    user = operator_of(request)
    if user is None or not roles:
        return False
    return user.is_superuser or not roles.isdisjoint(known_roles(user.roles))


class AccessByRole:
    """Mix in before ``ModelAdmin``: who of its staff sees a model's rows, and who changes them.

    Which rows they are is the business of the fences around every view of the admin.
    """

    viewers: ClassVar[frozenset[Role]] = EVERY_ROLE
    editors: ClassVar[frozenset[Role]] = NOBODY

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the model is shown at all."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the operator may look."""
        return holds(request, self.viewers | self.editors)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the operator may make rows."""
        return holds(request, self.editors)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the operator may change rows."""
        return holds(request, self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the operator may delete rows."""
        return holds(request, self.editors)


@dataclass(frozen=True)
class OperatorPage:
    """A page of the admin that belongs to no model, and where the sidebar shows it."""

    group: str
    title: str
    icon: str
    name: str
    """Of its URL, such as ``admin:graph_console``."""
    may_open: Callable[[HttpRequest], bool]
    urls: Callable[[], list[URLPattern]]


_pages: dict[str, OperatorPage] = {}


def register_page(page: OperatorPage) -> None:
    """Add a page to the admin; a room does so in its admin module.

    Raises:
        ValueError: there is one of that name.
    """
    if page.name in _pages:
        raise ValueError(f"A page named {page.name} is registered already.")
    _pages[page.name] = page


def operator_pages() -> tuple[OperatorPage, ...]:
    """The pages that rooms have added, in the order in which they did."""
    return tuple(_pages.values())


class TenantFilter(admin.SimpleListFilter):
    """Rows of one tenant, for those who see several."""

    title = "tenant"
    parameter_name = "tenant"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The tenants; none of them, and so no filter, for those who see only their own."""
        if not is_superuser(request):
            return []
        return [(str(pk), name) for pk, name in Tenant.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The chosen tenant's rows."""
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(tenant_id=self.value()) if self.value() in known else queryset
