"""Every call there is: what it takes, what it gives, what may go wrong, with an example."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cocreate_server.ground.accounts.api import Scope
from cocreate_server.ground.core.errors import Conflict, Malformed, NotAllowed, NotFound, ProductError
from cocreate_server.listen.ingest.events_wire import KINDS, EventBatch, EventsDone, Message
from cocreate_server.listen.ingest.records_asking import BOUNDS, EQUAL, MOST, NUMBERS, USUAL_LIMIT
from cocreate_server.listen.ingest.records_wire import (
    BatchDone,
    Deleted,
    Invalid,
    RecordBatch,
    RecordIn,
    RecordList,
    RecordOut,
    RecordValues,
)

RECORD = "/v1/feedback-records"
A_RECORD = {
    "tenant_id": "acme", "source_type": "survey", "source_id": "after-class", "submission_id": "s-1042", "field_id": "nps",
    "field_type": "nps", "field_label": "How likely are you to recommend us?", "value_number": 9, "user_id": "ada-1",
    "touchpoint": "class", "channel": "app", "language": "en", "collected_at": "2026-05-01T12:00:00Z",
}  # fmt: skip
A_TEXT = {
    "source_type": "survey", "submission_id": "s-1042", "field_id": "why", "field_type": "text",
    "value_text": "The teacher was patient.", "user_id": "ada-1",
}  # fmt: skip
AN_EVENT = {
    "type": "track", "userId": "ada-1", "event": "Lesson booked", "properties": {"price": 30, "touchpoint": "booking"},
    "messageId": "2f1c…", "timestamp": "2026-05-01T12:00:00Z",
}  # fmt: skip
EVENT_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "identify": {"userId": "ada-1", "anonymousId": "b-77", "traits": {"plan": "yearly", "consents": {"research": True}}},
    "track": {"userId": "ada-1", "event": "Lesson booked", "properties": {"price": 30}, "messageId": "m-1"},
    "page": {"anonymousId": "b-77", "name": "Prices", "properties": {"url": "/prices"}},
    "screen": {"anonymousId": "b-77", "name": "Home"},
    "group": {"userId": "ada-1", "groupId": "school-3", "traits": {"name": "Hill School"}},
    "alias": {"previousId": "ada-old", "userId": "ada-1"},
}  # fmt: skip
DONE = {"success": True, "accepted": 1, "duplicates": 0, "rejected": []}


class Problem(msgspec.Struct, kw_only=True):
    """What went wrong, and with which part."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str
    invalid_params: list[Invalid]


class WorkspaceTold(msgspec.Struct, kw_only=True):
    """Whose a key is and what it opens."""

    name: str
    slug: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A part of the address or of the query."""

    name: str
    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string", "maxLength": 255})
    place: str = "query"
    required: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: str = ""
    scope: str = ""
    parameters: tuple[Parameter, ...] = ()
    takes: type[msgspec.Struct] | None = None
    example: Any = None
    gives: type[msgspec.Struct] | None = None
    gives_example: Any = None
    gives_object: bool = False
    status: int = 200
    answer: str = "Done."
    errors: tuple[type[ProductError], ...] = ()


TENANT = Parameter(
    name="tenant_id",
    required=True,
    description="The workspace's address, such as `acme`. A key opens its own workspace alone.",
)
TEXT = {"type": "string", "maxLength": 1000}
TIME = {"type": "string", "format": "date-time"}
RECORD_ID = Parameter(
    name="id",
    place="path",
    required=True,
    description="The record's id.",
    schema={"type": "string", "format": "uuid"},
)
CUSTOMER = Parameter(
    name="external_id",
    place="path",
    required=True,
    description="The customer's id in your systems.",
    schema={"type": "string", "minLength": 1},
)
RECEIPT = Parameter(
    name="receipt_id",
    place="path",
    required=True,
    description="The receipt's number.",
    schema={"type": "integer", "minimum": 1},
)
ASKING = (
    TENANT,
    *(
        Parameter(
            name=name,
            repeated=True,
            schema=TEXT,
            description=f"Records with this {name}; repeated, with any of them.",
        )
        for name in EQUAL
    ),
    *(
        Parameter(
            name=name, schema=TIME, description=f"A bound of `{column.rpartition('__')[0]}`, itself included."
        )
        for name, column in BOUNDS.items()
    ),
    *(
        Parameter(
            name=name, schema={"type": "number"}, description="A bound of `value_number`, itself included."
        )
        for name in NUMBERS
    ),
    Parameter(
        name="limit",
        description="How many at most.",
        schema={"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL_LIMIT},
    ),
    Parameter(
        name="cursor",
        description="`next_cursor` of the page before, as it was given.",
        schema={"type": "string"},
    ),
)

RECORD_CALLS = (
    Operation(
        id="records_find",
        method="get",
        path=RECORD,
        tag="Records",
        summary="List records",
        scope=Scope.READ_RECORDS,
        description="The newest first, by `collected_at`. Conditions of different names all have to hold.",
        parameters=ASKING,
        gives=RecordList,
        errors=(Malformed,),
        answer="One page.",
    ),
    Operation(
        id="record_add",
        method="post",
        path=RECORD,
        tag="Records",
        summary="Add a record",
        scope=Scope.WRITE_RECORDS,
        description="A field of a submission exists once: sent again, it is a conflict, and what is there stays. Without a scale "
        "NPS is read on 0 to 10, CSAT and ratings on 1 to 5, CES on 1 to 7; a score outside its scale is refused.",
        takes=RecordIn,
        example=A_RECORD,
        gives=RecordOut,
        status=201,
        answer="The record.",
        errors=(Conflict,),
    ),
    Operation(
        id="records_of_user_delete",
        method="delete",
        path=RECORD,
        tag="Records",
        summary="Delete a person's records",
        scope=Scope.ERASE_CUSTOMERS,
        description="Whatever id they came with. To forget the person altogether, erase the customer.",
        parameters=(
            Parameter(
                name="user_id",
                required=True,
                description="The person's id.",
                schema={"type": "string", "minLength": 1, "maxLength": 255},
            ),
            Parameter(name="tenant_id", description="The workspace's address."),
        ),
        gives=Deleted,
        gives_example={"deleted_count": 4, "message": "Records deleted: 4."},
        errors=(Malformed,),
    ),
    Operation(
        id="records_add",
        method="post",
        path=f"{RECORD}/batch",
        tag="Records",
        summary="Add many records",
        scope=Scope.WRITE_RECORDS,
        description="Up to 10,000 at once, in 8 MB, or 16 MB unpacked. A bad one is told and sinks nothing.",
        takes=RecordBatch,
        example={"records": [A_RECORD, A_TEXT]},
        gives=BatchDone,
        gives_example={"accepted": 2, "duplicates": 0, "rejected": []},
    ),
    Operation(
        id="record_show",
        method="get",
        path=RECORD + "/{id}",
        tag="Records",
        summary="Show a record",
        scope=Scope.READ_RECORDS,
        parameters=(RECORD_ID,),
        gives=RecordOut,
        answer="The record.",
        errors=(NotFound,),
    ),
    Operation(
        id="record_change",
        method="patch",
        path=RECORD + "/{id}",
        tag="Records",
        summary="Correct a record",
        scope=Scope.WRITE_RECORDS,
        description="What is not sent stays; what is sent as null is emptied.",
        parameters=(RECORD_ID,),
        takes=RecordValues,
        example={"value_number": 8},
        gives=RecordOut,
        answer="The record.",
        errors=(NotFound,),
    ),
    Operation(
        id="record_delete",
        method="delete",
        path=RECORD + "/{id}",
        tag="Records",
        summary="Delete a record",
        scope=Scope.WRITE_RECORDS,
        parameters=(RECORD_ID,),
        status=204,
        errors=(NotFound,),
    ),
)
BATCHES = tuple(
    Operation(
        id=f"events_{name}",
        method="post",
        path=f"/v1/{name}",
        tag="Events",
        summary=summary,
        scope=Scope.WRITE_RECORDS,
        description="At most 500 KB, and 32 KB an event. Acknowledged events are kept, whatever happens next; sent again "
        "(`messageId`), they are duplicates. Clocks are corrected by `sentAt`.",
        takes=EventBatch,
        example={"batch": [AN_EVENT], "sentAt": "2026-05-01T12:00:02Z"},
        gives=EventsDone,
        gives_example=DONE,
    )
    for name, summary in (("batch", "Send many events"), ("import", "Send events of the past"))
)
EVENT_CALLS = tuple(
    Operation(
        id=f"event_{kind}",
        method="post",
        path=f"/v1/{kind}",
        tag="Events",
        summary=f"Send one {kind} call",
        scope=Scope.WRITE_RECORDS,
        description="See Segment's specification of the same name.",
        takes=Message,
        example=EVENT_EXAMPLES[kind],
        gives=EventsDone,
        gives_example=DONE,
    )
    for kind in KINDS
)
OTHER_CALLS = (
    Operation(
        id="workspace",
        method="get",
        path="/v1/workspace",
        tag="Workspace",
        summary="Tell whose the key is",
        gives=WorkspaceTold,
        gives_example={"name": "Acme", "slug": "acme", "scopes": ["records:write"]},
    ),
    Operation(
        id="customer_export",
        method="get",
        path="/v1/customers/{external_id}/export",
        tag="Customers",
        summary="Everything kept of a customer",
        scope=Scope.READ_CUSTOMERS,
        parameters=(CUSTOMER,),
        gives_object=True,
        answer="One JSON file.",
        errors=(NotFound,),
    ),
    Operation(
        id="customer_erase",
        method="delete",
        path="/v1/customers/{external_id}",
        tag="Customers",
        summary="Erase a customer",
        scope=Scope.ERASE_CUSTOMERS,
        parameters=(CUSTOMER,),
        gives_object=True,
        status=202,
        answer="The receipt; `Location` tells how far the copy for analysis has followed.",
        errors=(NotFound,),
    ),
    Operation(
        id="customer_erasure",
        method="get",
        path="/v1/customers/erasures/{receipt_id}",
        tag="Customers",
        summary="The receipt of an erasure",
        scope=Scope.ERASE_CUSTOMERS,
        parameters=(RECEIPT,),
        gives_object=True,
        errors=(NotAllowed, NotFound),
    ),
)
CALLS = (*RECORD_CALLS, *BATCHES, *EVENT_CALLS, *OTHER_CALLS)
