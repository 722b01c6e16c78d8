"""Addresses of events, below a workspace's."""

from django.urls import path

from cocreate_server.listen.ingest import views

urlpatterns = [path("", views.events, name="events")]
