"""Addresses of records, below a workspace's."""

from django.urls import path

from cocreate_server.ground.records import views

urlpatterns = [
    path("", views.records, name="records"),
    path("<uuid:record_id>", views.record_detail, name="record_detail"),
]
