"""Addresses of surveys, below a workspace's."""

from django.urls import path

from cocreate_server.listen.surveys import carrying_views, views

urlpatterns = [
    path("", views.surveys, name="surveys"),
    path("new", views.survey_new, name="survey_new"),
    path("bring", carrying_views.survey_bring_page, name="survey_bring"),
    path("<int:survey_id>", views.survey_detail, name="survey_detail"),
    path("<int:survey_id>/edit", views.survey_edit, name="survey_edit"),
    path("<int:survey_id>/take", carrying_views.survey_carry_page, name="survey_carry"),
    path("<int:survey_id>/take/<slug:form>", carrying_views.survey_take_page, name="survey_take"),
    path("<int:survey_id>/copy", views.survey_copy_page, name="survey_copy"),
    path("<int:survey_id>/remove", views.survey_remove_page, name="survey_remove"),
    path("<int:survey_id>/qr.<slug:form>", views.survey_qr, name="survey_qr"),
    path("<int:survey_id>/sheet", views.survey_sheet, name="survey_sheet"),
    path("<int:survey_id>/do/<slug:deed>", views.survey_do, name="survey_do"),
]
