"""Sessions and what was done in them, on the wire."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from agents.api import examples
from agents.api.serializers import StepSerializer
from agents.models import (
    DEFAULT_MAX_STEPS,
    DEFAULT_TEMPERATURE,
    MAX_TEMPERATURE,
    MOST_STEPS,
    Session,
    Step,
)
from agents.sessions import AddedStep, SessionConfig
from platform_project.http.conditional import entity_tag
from platform_project.http.openapi_examples import example
from platform_project.http.serializers import StrictSerializer

LONGEST_NAME = 255
MOST_NAMES = 100


class NameField(serializers.CharField):
    """A name that may be left out; null and empty text say the same."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "allow_null": True,
                "allow_blank": True,
                "max_length": LONGEST_NAME,
                **kwargs,
            }
        )


class NamesField(serializers.ListField):
    """Names that may be left out; null says the same, and an empty list does not."""

    child = serializers.CharField(max_length=LONGEST_NAME, trim_whitespace=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, "max_length": MOST_NAMES, **kwargs})


@example(examples.SESSION_REQUEST)
class SessionRequestSerializer(StrictSerializer):
    """A session as it is asked for."""

    session_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="An id of your choice, so that asking again does no harm."
    )
    prompt = NameField(
        max_length=10_000, help_text="The first thing that was said; the first run takes it up."
    )
    manager = NameField()
    preferred_workers = NamesField()
    llm_preferences = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_NAME, trim_whitespace=False),
        required=False,
        allow_null=True,
    )
    agent_role = NameField()
    tools = NamesField(help_text="The tools that runs may use, of those that you may use; all when left out.")
    temperature = serializers.FloatField(default=DEFAULT_TEMPERATURE, min_value=0, max_value=MAX_TEMPERATURE)
    max_steps = serializers.IntegerField(
        default=DEFAULT_MAX_STEPS,
        min_value=1,
        max_value=MOST_STEPS,
        help_text="The most that a plan may have.",
    )
    metadata = serializers.DictField(
        required=False, help_text="Whatever you want to find again, as session_metadata."
    )

    def config(self) -> SessionConfig:
        """How the runs are to be answered."""
        given = self.validated_data
        return SessionConfig(
            manager=given.get("manager") or "",
            preferred_workers=given.get("preferred_workers"),
            llm_preferences=given.get("llm_preferences"),
            agent_role=given.get("agent_role") or "",
            tools=given.get("tools"),
            temperature=given["temperature"],
            max_steps=given["max_steps"],
        )


class OrNullField(serializers.CharField):
    """Text, and null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"read_only": True, "allow_null": True, **kwargs})

    def to_representation(self, value: Any) -> Any:
        """The text or None."""
        return value or None


@example(examples.SESSION_ITEM)
class SessionItemSerializer(serializers.ModelSerializer[Session]):
    """A session in a list."""

    session_id = serializers.UUIDField(source="id")
    user_id = serializers.CharField(source="subject")
    manager = OrNullField()
    last_step_seq = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Session
        fields: ClassVar[list[str]] = [
            "session_id", "user_id", "status", "manager", "last_step_seq", "created_at", "updated_at",
        ]  # fmt: skip


class UntaggedSessionSerializer(SessionItemSerializer):
    """All of a session but its entity tag."""

    preferred_workers = NamesField()
    llm_preferences = serializers.DictField(child=serializers.CharField(), allow_null=True)
    agent_role = OrNullField()
    tools = NamesField()
    session_metadata = serializers.DictField(source="metadata")
    last_step_id = serializers.UUIDField(allow_null=True)

    class Meta(SessionItemSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *SessionItemSerializer.Meta.fields, "tenant_id", "preferred_workers", "llm_preferences",
            "agent_role", "tools", "temperature", "max_steps", "session_metadata", "last_step_id",
        ]  # fmt: skip


@example(examples.SESSION)
class SessionSerializer(UntaggedSessionSerializer):
    """A session, and how its runs are answered."""

    etag = serializers.SerializerMethodField()

    class Meta(UntaggedSessionSerializer.Meta):
        fields: ClassVar[list[str]] = [*UntaggedSessionSerializer.Meta.fields, "etag"]

    def get_etag(self, session: Session) -> str:
        """The entity tag of all the rest, which the header ETag repeats."""
        return entity_tag(JSONRenderer().render(UntaggedSessionSerializer(session).data))


@example(examples.SESSION_STEP_REQUEST)
class SessionStepRequestSerializer(StrictSerializer):
    """Something to be added to a conversation."""

    type = serializers.ChoiceField(choices=Step.Type.choices)
    message = NameField(max_length=10_000)
    tool = NameField(max_length=128)
    input = serializers.DictField(required=False, allow_null=True)
    output = serializers.DictField(required=False, allow_null=True)

    def step(self) -> AddedStep:
        """What is to be added."""
        given = self.validated_data
        return AddedStep(
            type=Step.Type(given["type"]),
            message=given.get("message") or "",
            tool=given.get("tool") or "",
            input=given.get("input") or {},
            output=given.get("output") or {},
        )


@example(examples.SESSION_STEP)
class SessionStepSerializer(StepSerializer):
    """A step of a session: the shape that steps of runs have, and its place among those of all of them."""

    type = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField()
    run_id = serializers.UUIDField(allow_null=True, help_text="The run that took it; null when it was added.")

    class Meta(StepSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *StepSerializer.Meta.fields, "seq", "session_id", "run_id", "type", "message",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=Step.Type.choices))
    def get_type(self, step: Step) -> str:
        """What was added; the steps of runs are a tool's or the assistant's."""
        if step.run_id is None:
            return step.action
        return Step.Type.TOOL if step.tool else Step.Type.ASSISTANT

    def get_message(self, step: Step) -> str | None:
        """What was said, or what the step did in a line."""
        return step.message or step.output.get("detail") or None
