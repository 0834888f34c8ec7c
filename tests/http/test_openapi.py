"""The API's description: valid, complete, in readable names, and with what the HTTP layer adds everywhere."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from platform_project.http.codes import ErrorCode
from platform_project.http.errors import Conflict, NotFound
from platform_project.http.openapi import NEVER_KEPT, add_headers
from platform_project.http.openapi_problems import add_problems, problems
from platform_project.management.commands import openapi
from platform_project.management.commands.openapi import description

PROBLEM = "application/problem+json"


@cache
def described() -> dict[str, Any]:
    """The description of the API as it is."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return schema


@cache
def validated() -> dict[str, Any]:
    """The description as the command writes it; to say that it is valid takes a second."""
    return description()


def operations(method: str) -> dict[str, dict[str, Any]]:
    """The operations of a method by their paths."""
    return {path: item[method] for path, item in described()["paths"].items() if method in item}


def every_operation() -> list[dict[str, Any]]:
    return [item for method in ("get", "post", "patch", "delete") for item in operations(method).values()]


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    if "$ref" not in part:
        return part
    _, _, kind, name = part["$ref"].split("/")
    found: dict[str, Any] = described()["components"][kind][name]
    return found


def parameters(operation: dict[str, Any]) -> set[str]:
    """The names of its parameters."""
    return {resolved(parameter)["name"] for parameter in operation["parameters"]}


def codes(operation: dict[str, Any], status: str) -> list[str]:
    """The codes of the problems that it may answer with."""
    response = resolved(operation["responses"][status])
    narrowed = response["content"][PROBLEM]["schema"]["allOf"][1]["properties"]
    assert narrowed["status"] == {"const": int(status)}
    found: list[str] = narrowed["code"]["enum"]
    return found


def test_it_is_valid_and_generated_without_a_warning() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(validated()).iter_errors()] == []


def test_the_files_are_made_and_found_fresh_or_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openapi, "description", validated)
    call_command("openapi", directory=tmp_path, verbosity=0)
    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert set(texts) == {"v1.json", "v1.yaml"}
    call_command("openapi", directory=tmp_path, check=True)
    (tmp_path / "v1.yaml").write_text(texts["v1.yaml"] + "\n")
    with pytest.raises(CommandError, match=r"v1\.yaml"):
        call_command("openapi", directory=tmp_path, check=True)


def test_every_operation_says_in_words_what_it_does_and_for_whom() -> None:
    for operation in every_operation():
        name = operation["operationId"]
        assert re.fullmatch(r"[a-z0-9_]+", name)
        assert operation["summary"], name
        assert operation["description"], name
        assert len(operation["tags"]) == 1, name
        for status, response in operation["responses"].items():
            assert resolved(response)["description"], (name, status)


def test_scopes_stand_in_the_security_requirements() -> None:
    assert operations("post")["/v1/jobs"]["security"][0] == {"bearer": ["jobs:write"]}
    either = operations("get")["/v1/agent-runs"]["security"]
    assert either[:2] == [{"bearer": ["read"]}, {"bearer": ["agents:run"]}]
    assert operations("get")["/v1/"]["security"][0] == {}
    assert "security" not in operations("get")["/v1/health/live"]


def test_each_operation_has_its_own_problems_and_those_of_all_that_are_like_it() -> None:
    tenants = operations("post")["/v1/admin/tenants"]
    assert {"tenant_exists", "idempotency_key_reused"} < set(codes(tenants, "409"))
    assert codes(tenants, "401") == ["invalid_token", "unauthenticated"]
    assert {"408", "411", "413", "415", "422"} < set(tenants["responses"])
    assert codes(operations("get")["/v1/jobs"], "400") == ["invalid_page_token", "invalid_request"]
    assert codes(operations("delete")["/v1/jobs/{job_id}"], "412") == ["precondition_failed"]
    assert "401" not in operations("get")["/v1/health/live"]["responses"]


def test_an_answer_of_its_own_is_kept_beside_the_problems() -> None:
    own = {"200": {"description": "Fine."}, "404": {"description": "Mine."}}
    operation = {"responses": dict(own), "parameters": [], **problems(Conflict, NotFound)}
    described = add_problems({"paths": {"/v1/x": {"get": operation}}})
    responses = described["paths"]["/v1/x"]["get"]["responses"]
    assert {status: responses[status] for status in own} == own
    assert responses["409"] == {"$ref": "#/components/responses/409.conflict"}
    assert described["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] == list(ErrorCode)
    assert "x-problems" not in operation


def test_what_is_never_kept_has_no_entity_tag() -> None:
    answer = {"200": {"description": "It."}}
    both = {
        "/kept": {"get": {"responses": dict(answer), "security": []}},
        "/never": {"get": {"responses": dict(answer), "security": [], **NEVER_KEPT}},
    }
    paths = add_headers({"paths": both})["paths"]
    assert set(paths["/kept"]["get"]["responses"]) == {"200", "304"}
    assert set(paths["/never"]["get"]["responses"]) == {"200"}
    assert "x-never-kept" not in paths["/never"]["get"]


def test_the_conditions_of_a_request_are_described() -> None:
    job = described()["paths"]["/v1/jobs/{job_id}"]
    assert {"If-None-Match", "X-Request-ID", "traceparent", "X-Tenant-Id"} <= parameters(job["get"])
    assert "If-Match" in parameters(job["delete"])
    assert {"Idempotency-Key", "Prefer"} <= parameters(operations("post")["/v1/jobs"])
    assert "304" in job["get"]["responses"]
    assert {"ETag", "Cache-Control", "X-Trace-Id"} <= set(job["get"]["responses"]["200"]["headers"])
    for operation in operations("get").values():
        for header in operation["responses"]["200"]["headers"].values():
            assert header["$ref"].rpartition("/")[2] in described()["components"]["headers"]


def test_the_filters_of_a_list_are_described() -> None:
    [status] = [p for p in operations("get")["/v1/jobs"]["parameters"] if p.get("name") == "status"]
    assert set(status["schema"]["items"]["enum"]) == {"queued", "running", "finished", "failed", "cancelled"}
    runs = parameters(operations("get")["/v1/agent-runs"])
    assert {"status", "category", "outcome", "session_id", "ordering", "page_size"} <= runs


def test_the_older_names_of_parameters_are_described_as_deprecated() -> None:
    older = [p for p in operations("get")["/v1/jobs"]["parameters"] if p.get("deprecated")]
    assert {parameter["name"] for parameter in older} == {"limit", "cursor"}


def test_every_list_is_a_page() -> None:
    for name, schema in described()["components"]["schemas"].items():
        if name.startswith("Paginated"):
            assert schema["required"] == ["items", "next_page_token"]
    for path, operation in operations("get").items():
        content = operation["responses"]["200"]["content"]
        schema = resolved(content.get("application/json", {}).get("schema", {}))
        assert schema.get("type") != "array", path


def test_streams_and_keys_are_described_though_they_are_no_views_of_drf() -> None:
    for path in ("/v1/jobs/{job_id}/events", "/v1/agent-runs/{run_id}/events"):
        stream = operations("get")[path]
        assert set(stream["responses"]["200"]["content"]) == {"text/event-stream"}
        assert {"204", "400", "401", "404", "406"} <= set(stream["responses"])
        assert {"Last-Event-ID", "after", "retry_ms"} <= parameters(stream)
    assert "200" in operations("get")["/.well-known/jwks.json"]["responses"]


def bodies() -> list[tuple[str, dict[str, Any]]]:
    """Every JSON that an operation takes or answers when all is well."""
    found = []
    for operation in every_operation():
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            found.append((f"{operation['operationId']} takes", operation["requestBody"]))
        found += [
            (f"{operation['operationId']} answers {status}", response)
            for status, response in operation["responses"].items()
            if "application/json" in response.get("content", {})
        ]
    return found


def test_every_body_has_an_example_that_fits_its_schema() -> None:
    for name, body in bodies():
        content = body["content"]["application/json"]
        shown = [example["value"] for example in content.get("examples", {}).values()]
        shown += [content["example"]] if "example" in content else []
        assert shown, name
        schema = {**content["schema"], "components": described()["components"]}
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        for value in shown:
            assert [error.message for error in validator.iter_errors(value)] == [], name


def test_no_body_takes_fields_that_are_not_described() -> None:
    schemas = described()["components"]["schemas"]
    taken = [
        content["schema"]["$ref"].rpartition("/")[2]
        for method in ("post", "put", "patch")
        for operation in operations(method).values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    ]
    assert taken
    assert [name for name in taken if schemas[name].get("additionalProperties") is not False] == []


def test_no_enum_has_a_name_that_was_made_up() -> None:
    assert [
        name for name in described()["components"]["schemas"] if re.search(r"[0-9a-f]{3}Enum$", name)
    ] == []
