"""Addresses of records and events for programs."""

from django.urls import path

from cocreate_server.listen.ingest import records_v1

urlpatterns = [
    path("feedback-records", records_v1.records, name="v1_records"),
    path("feedback-records/batch", records_v1.batch, name="v1_records_batch"),
    path("feedback-records/<uuid:record_id>", records_v1.record, name="v1_record"),
]
