"""Addresses of customers for programs. An id may hold slashes."""

from django.urls import path

from cocreate_server.ground.customers import v1

urlpatterns = [
    path("erasures/<int:receipt_id>", v1.erasure, name="v1_customer_erasure"),
    path("<path:external_id>/export", v1.export, name="v1_customer_export"),
    path("<path:external_id>", v1.customer, name="v1_customer"),
]
