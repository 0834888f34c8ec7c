"""The API's description says what a POST takes and answers."""

from platform_project.http.openapi_posts import add_post_headers

KEY = {"$ref": "#/components/parameters/IdempotencyKey"}
PREFER = {"$ref": "#/components/parameters/Prefer"}


def test_every_post_takes_a_key_and_what_is_accepted_may_be_awaited() -> None:
    resource = {"description": "It.", "content": {"application/json": {}}}
    paths = {
        "/v1/jobs": {"get": {"responses": {}}, "post": {"responses": {"202": {"description": "Queued."}}}},
        "/v1/jobs/{job_id}": {"get": {"responses": {"200": resource}}},
        "/v1/jobs/{job_id}/steps": {"post": {"responses": {"201": {"description": "Added."}}}},
    }
    described = add_post_headers({"paths": paths})["paths"]
    jobs, steps = described["/v1/jobs"]["post"], described["/v1/jobs/{job_id}/steps"]["post"]
    assert (jobs["parameters"], steps["parameters"]) == ([KEY, PREFER], [KEY])
    assert jobs["responses"]["200"]["content"] == resource["content"]
    assert {"Location", "Preference-Applied", "Idempotency-Replayed"} <= set(
        jobs["responses"]["202"]["headers"]
    )
    assert list(steps["responses"]) == ["201"]
    assert set(steps["responses"]["201"]["headers"]) == {"Idempotency-Key", "Idempotency-Replayed"}
    assert "headers" not in resource
    assert "parameters" not in described["/v1/jobs"]["get"]
