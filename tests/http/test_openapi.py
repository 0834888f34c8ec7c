"""The API's description says that every operation may answer with a problem."""

from platform_project.http.codes import ErrorCode
from platform_project.http.openapi import add_problems


def test_every_operation_gets_the_problem_and_keeps_its_own_answers() -> None:
    own = {"200": {"description": "Fine."}}
    described = add_problems({"paths": {"/v1/x": {"get": {"responses": dict(own)}, "parameters": []}}})
    responses = described["paths"]["/v1/x"]["get"]["responses"]
    assert responses["200"] == own["200"]
    assert "application/problem+json" in responses["default"]["content"]
    assert described["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] == list(ErrorCode)
