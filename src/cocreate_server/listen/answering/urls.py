"""Addresses that respondents see."""

from django.urls import path

from cocreate_server.listen.answering import standing, views

urlpatterns = [
    path("kiosk-worker.js", standing.kiosk_worker, name="kiosk_worker"),
    path("<slug:key>", views.begin, name="survey_begin"),
    path("<slug:key>/kiosk", standing.kiosk, name="survey_kiosk"),
    path("<slug:key>/widget.json", standing.widget_rules, name="widget_rules"),
    path("<slug:key>/r/<str:token>", views.go_on, name="survey_place"),
    path("<slug:key>/p/<str:token>", views.personal, name="survey_personal"),
]
