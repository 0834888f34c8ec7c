"""``/v1/agents/sessions``."""

from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agents import selectors, services, sessions
from agents.api.session_filters import SessionFilters, SessionStepFilters
from agents.api.session_serializers import (
    SessionItemSerializer,
    SessionRequestSerializer,
    SessionSerializer,
    SessionStepRequestSerializer,
    SessionStepSerializer,
)
from agents.errors import DuplicateSession, SessionNotActive, SessionNotFound, StepNotFound
from agents.models import Session, Step
from platform_project.http.openapi_problems import problems
from security.api.views import PlatformAPIView
from security.scopes import Scope

PATH = "/v1/agents/sessions"


@extend_schema(tags=["sessions"])
@extend_schema_view(
    get=extend_schema(
        operation_id="sessions_list", summary="List sessions", responses=SessionItemSerializer(many=True)
    ),
    post=extend_schema(
        operation_id="sessions_create",
        summary="Open a session",
        extensions=problems(DuplicateSession),
        request=SessionRequestSerializer,
        responses={200: SessionSerializer, 201: SessionSerializer},
    ),
)
class SessionListView(PlatformAPIView, GenericAPIView[Session]):
    """Sessions: the runs that belong together, and how they are answered."""

    scope = Scope.AGENTS_RUN
    serializer_class = SessionRequestSerializer
    filterset_class = SessionFilters
    queryset = Session.unscoped.none()

    def get(self, request: Request) -> Response:
        """The sessions that you may see, the last used first."""
        rows = selectors.sessions_visible(principal=self.principal)
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(SessionItemSerializer(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Open a session: 201; 200 when the id that you have chosen is that of a session of yours."""
        asked = SessionRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        session, is_new = sessions.session_create(
            principal=self.principal,
            config=asked.config(),
            session_id=asked.validated_data.get("session_id"),
            prompt=asked.validated_data.get("prompt") or "",
            metadata=asked.validated_data.get("metadata"),
        )
        shown = selectors.session_visible(principal=self.principal, session_id=session.pk)
        return Response(
            SessionSerializer(shown).data,
            status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
            headers={"Location": f"{PATH}/{session.pk}"},
        )


@extend_schema(tags=["sessions"])
class SessionView(PlatformAPIView):
    """One session."""

    scope = Scope.AGENTS_RUN

    @extend_schema(
        operation_id="sessions_get",
        summary="Read a session",
        extensions=problems(SessionNotFound),
        responses=SessionSerializer,
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        """How its runs are answered, and how far it has come."""
        session = selectors.session_visible(principal=self.principal, session_id=session_id)
        shown = SessionSerializer(session).data
        return Response(shown, headers={"ETag": shown["etag"]})

    @extend_schema(
        operation_id="sessions_cancel",
        summary="Cancel a session",
        extensions=problems(SessionNotFound),
        responses={204: None},
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        """Cancel it, and with it what runs in it. One that has ended stays as it is."""
        session = selectors.session_visible(principal=self.principal, session_id=session_id)
        services.session_cancel(session=session)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(tags=["sessions"])
@extend_schema_view(
    get=extend_schema(
        operation_id="session_steps_list",
        summary="List the steps of a session",
        extensions=problems(SessionNotFound),
        responses=SessionStepSerializer(many=True),
    ),
    post=extend_schema(
        operation_id="session_steps_create",
        summary="Add a step to a session",
        extensions=problems(SessionNotFound, SessionNotActive),
        request=SessionStepRequestSerializer,
        responses={201: SessionStepSerializer},
    ),
)
class SessionStepsView(PlatformAPIView, GenericAPIView[Step]):
    """What was done and said in a session."""

    scope = Scope.AGENTS_RUN
    serializer_class = SessionStepRequestSerializer
    filterset_class = SessionStepFilters
    queryset = Step.unscoped.none()

    def get(self, request: Request, session_id: UUID) -> Response:
        """The steps of its runs and those that were added, in the order in which they were recorded."""
        session = selectors.session_visible(principal=self.principal, session_id=session_id)
        page = self.paginate_queryset(self.filter_queryset(selectors.steps_of_session(session)))
        return self.get_paginated_response(SessionStepSerializer(page, many=True).data)

    def post(self, request: Request, session_id: UUID) -> Response:
        """Add something to the conversation, for the session's next run to take up."""
        asked = SessionStepRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        step = sessions.step_add(principal=self.principal, session_id=session_id, step=asked.step())
        return Response(
            SessionStepSerializer(step).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": f"{PATH}/{session_id}/steps/{step.pk}"},
        )


@extend_schema(tags=["sessions"])
class SessionStepView(PlatformAPIView):
    """One step of a session."""

    scope = Scope.AGENTS_RUN

    @extend_schema(
        operation_id="session_steps_get",
        summary="Read a step of a session",
        extensions=problems(SessionNotFound, StepNotFound),
        responses=SessionStepSerializer,
    )
    def get(self, request: Request, session_id: UUID, step_id: UUID) -> Response:
        """What was done or said."""
        session = selectors.session_visible(principal=self.principal, session_id=session_id)
        return Response(SessionStepSerializer(selectors.step_of_session(session, step_id)).data)
