"""Addresses that respondents see."""

from django.urls import path

from cocreate_server.listen.answering import views

urlpatterns = [
    path("<slug:key>", views.begin, name="survey_begin"),
    path("<slug:key>/r/<str:token>", views.go_on, name="survey_place"),
    path("<slug:key>/p/<str:token>", views.personal, name="survey_personal"),
]
