"""Addresses of answering below a workspace's surveys."""

from django.urls import path

from cocreate_server.listen.answering import preview

urlpatterns = [path("<int:survey_id>/preview", preview.survey_preview, name="survey_preview")]
