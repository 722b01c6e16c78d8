"""Addresses of asking below a workspace's surveys."""

from django.urls import path

from cocreate_server.listen.asking import numbers_views, views

ONE = "<int:survey_id>/sendings/<int:sending_id>"
urlpatterns = [
    path("<int:survey_id>/numbers", numbers_views.survey_numbers, name="survey_numbers"),
    path("<int:survey_id>/sendings", views.sendings, name="survey_sendings"),
    path("<int:survey_id>/sendings/new", views.sending_new, name="survey_sending_new"),
    path(ONE, views.sending_detail, name="survey_sending"),
    path(f"{ONE}/edit", views.sending_edit, name="survey_sending_edit"),
    path(f"{ONE}/letter", views.sending_letter, name="survey_sending_letter"),
    path(f"{ONE}/try", views.sending_try, name="survey_sending_try"),
    path(f"{ONE}/remove", views.sending_remove, name="survey_sending_remove"),
    path(f"{ONE}/do/<slug:deed>", views.sending_do, name="survey_sending_do"),
]
