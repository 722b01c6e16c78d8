"""The description of every call in OpenAPI 3.1, made of the very structs that decode and answer."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cocreate_server.ground.core.errors import (
    Forbidden,
    Malformed,
    ProductError,
    TooLarge,
    TooMany,
    Unauthorised,
)
from cocreate_server.listen.ingest.openapi_calls import CALLS, Operation, Parameter, Problem

REFS = "#/components/schemas/{name}"
RATE_HEADERS = {
    "RateLimit-Limit": "Calls the key may make in a minute.",
    "RateLimit-Remaining": "Calls it may make at once.",
    "RateLimit-Reset": "Seconds until it may make as many as in a whole minute.",
}
ABOUT = """Send feedback as records and behaviour as events; read, correct and erase them.

Records have the form of Formbricks Hub 1.1, events that of Segment's HTTP tracking: the clients of both work as they are.
Send the key as `Authorization: Bearer cc_…`, as the user name of HTTP Basic, or as `X-Api-Key`; with events it may also stand as
`writeKey` in the body. Bodies may be packed as gzip. Every answer carries `X-Request-Id`; send one of your own (8 to 64 letters,
digits, `-`, `_`, `.`) and it is kept. Errors are problems (RFC 9457) that name the part that is wrong.
"""


@require_safe
@cache_control(public=True, max_age=300)
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The description as JSON."""
    told = openapi(request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(msgspec.json.encode(told), content_type="application/json")


def openapi(server: str) -> dict[str, Any]:
    """The description of the API as it answers at an address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Cocreate", "version": "1.0.0", "description": ABOUT,
                 "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": server}],
        "security": [{"bearer": []}, {"basic": []}],
        "tags": [{"name": "Records"}, {"name": "Events"}, {"name": "Customers"}, {"name": "Workspace"}],
        "paths": _paths(),
        "components": {"schemas": _schemas()[1], "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "A key of the workspace."},
            "basic": {"type": "http", "scheme": "basic", "description": "The key as user name, without a password."},
        }},
    }  # fmt: skip


@cache
def _schemas() -> tuple[dict[Any, dict[str, Any]], dict[str, Any]]:
    """For each struct its reference, and everything referred to."""
    structs = list(
        dict.fromkeys(struct for call in CALLS for struct in (call.takes, call.gives, Problem) if struct)
    )
    references, components = msgspec.json.schema_components(structs, ref_template=REFS)
    return dict(zip(structs, references, strict=True)), components


@cache
def _paths() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method] = _operation(call)
    return paths


def _operation(call: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": call.id,
        "tags": [call.tag],
        "summary": call.summary,
        "description": call.description + (f"\n\nThe key has to open `{call.scope}`." if call.scope else ""),
        "parameters": [_parameter(parameter) for parameter in call.parameters],
        "responses": _responses(call),
    }
    if call.takes:
        body = {"schema": _schemas()[0][call.takes], "example": call.example}
        told["requestBody"] = {"required": True, "content": {"application/json": body}}
    return told


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(parameter.schema)
    told: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.description,
        "schema": {"type": "array", "items": schema, "maxItems": 100} if parameter.repeated else schema,
    }
    return told | ({"style": "form", "explode": True} if parameter.repeated else {})


def _responses(call: Operation) -> dict[str, Any]:
    good: dict[str, Any] = {"description": call.answer, "headers": _headers()}
    if call.gives:
        content: dict[str, Any] = {"schema": _schemas()[0][call.gives]}
        if call.gives_example is not None:
            content["example"] = call.gives_example
        good["content"] = {"application/json": content}
    elif call.gives_object:
        good["content"] = {"application/json": {"schema": {"type": "object"}}}
    told = {str(call.status): good}
    errors: list[type[ProductError]] = [Unauthorised, Forbidden, TooMany, *call.errors]
    errors += [Malformed, TooLarge] if call.takes else []
    for error in sorted(set(errors), key=lambda one: one.status):
        told[str(error.status)] = _problem(error)
    return told


def _problem(error: type[ProductError]) -> dict[str, Any]:
    """An error as callers meet it."""
    example = {
        "type": f"urn:cocreate:error:{error.code}", "title": str(error.title), "status": error.status, "code": error.code,
        "detail": "…", "instance": "/v1/…", "request_id": "6f1d2c3b4a596877", "invalid_params": [],
    }  # fmt: skip
    schema = _schemas()[0][Problem]
    told: dict[str, Any] = {
        "description": str(error.title),
        "content": {"application/problem+json": {"schema": schema, "example": example}},
    }
    if error is TooMany:
        told["headers"] = _headers() | {"Retry-After": _header("Seconds to wait.")}
    return told


def _headers() -> dict[str, Any]:
    return {name: _header(told) for name, told in RATE_HEADERS.items()}


def _header(told: str) -> Mapping[str, Any]:
    return {"description": told, "schema": {"type": "integer"}}
