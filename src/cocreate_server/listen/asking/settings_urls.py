"""The address of asking among a workspace's settings."""

from django.urls import path

from cocreate_server.listen.asking import views

urlpatterns = [path("", views.settings_asking, name="settings_asking")]
