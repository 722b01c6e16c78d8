"""Addresses of imports, below a workspace's."""

from django.urls import path

from cocreate_server.listen.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:import_id>", views.import_detail, name="import_detail"),
    path("<int:import_id>/cancel", views.import_cancel_page, name="import_cancel"),
    path("<int:import_id>/undo", views.import_undo_page, name="import_undo"),
    path("<int:import_id>/rejected.csv", views.import_rejects, name="import_rejects"),
    path("<int:import_id>/mend", views.import_mend, name="import_mend"),
]
