"""Addresses of inlets' pages, below a workspace's settings."""

from django.urls import path

from cocreate_server.listen.inlets import views

urlpatterns = [
    path("", views.inlets, name="settings_inlets"),
    path("add", views.add, name="settings_inlets_add"),
    path("<int:inlet_id>/", views.inlet, name="settings_inlets_detail"),
    path("<int:inlet_id>/example", views.example, name="settings_inlets_example"),
    path("<int:inlet_id>/map", views.mapping, name="settings_inlets_map"),
    path("<int:inlet_id>/change", views.change, name="settings_inlets_change"),
    path("<int:inlet_id>/again", views.again, name="settings_inlets_again"),
    path("<int:inlet_id>/remove", views.remove, name="settings_inlets_remove"),
]
