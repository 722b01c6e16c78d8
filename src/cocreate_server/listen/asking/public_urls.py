"""Addresses that stand in letters."""

from django.urls import path

from cocreate_server.listen.asking import public_views

urlpatterns = [
    path("unsubscribe/<str:token>", public_views.asking_leave, name="asking_leave"),
    path("o/<str:token>.gif", public_views.asking_opened, name="asking_opened"),
]
