"""Addresses of records and events for programs."""

from django.urls import path

from cocreate_server.listen.ingest import events_v1, openapi, records_v1

KINDS = ("identify", "track", "page", "screen", "group", "alias")

urlpatterns = [
    path("openapi.json", openapi.openapi_json, name="v1_openapi"),
    path("batch", events_v1.events, name="v1_events"),
    path("import", events_v1.events, name="v1_events_import"),
    *(path(kind, events_v1.event, {"kind": kind}, name=f"v1_{kind}") for kind in KINDS),
    path("feedback-records", records_v1.records, name="v1_records"),
    path("feedback-records/batch", records_v1.batch, name="v1_records_batch"),
    path("feedback-records/<uuid:record_id>", records_v1.record, name="v1_record"),
]
