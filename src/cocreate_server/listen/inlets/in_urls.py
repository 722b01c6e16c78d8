"""The address that senders call."""

from django.urls import path

from cocreate_server.listen.inlets import views

urlpatterns = [path("<str:token>", views.take, name="inlet_take")]
