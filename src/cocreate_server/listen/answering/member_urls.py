"""Addresses of answering below a workspace's surveys."""

from django.urls import path

from cocreate_server.listen.answering import member_views, preview

urlpatterns = [
    path("<int:survey_id>/preview", preview.survey_preview, name="survey_preview"),
    path("<int:survey_id>/responses", member_views.survey_responses, name="survey_responses"),
    path(
        "<int:survey_id>/responses/<uuid:response_id>", member_views.survey_response, name="survey_response"
    ),
    path(
        "<int:survey_id>/responses/<uuid:response_id>/files/<int:file_id>",
        member_views.survey_file,
        name="survey_file",
    ),
]
