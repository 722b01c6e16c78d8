"""Addresses of the room, below a workspace's."""

from django.urls import path

from cocreate_server.understand.scores import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("scores", views.scores, name="scores"),
]
