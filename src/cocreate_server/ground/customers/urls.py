"""Addresses of customers, below a workspace's."""

from django.urls import path

from cocreate_server.ground.customers import erasure_views, merge_views, views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("receipts/", erasure_views.receipts, name="customer_receipts"),
    path("receipts/<int:receipt_id>", erasure_views.receipt, name="customer_receipt"),
    path("receipts/<int:receipt_id>.json", erasure_views.receipt_json, name="customer_receipt_json"),
    path("<int:customer_id>", views.customer_detail, name="customer_detail"),
    path("<int:customer_id>/consents", views.consent, name="customer_consent"),
    path("<int:customer_id>/export", views.export, name="customer_export"),
    path("<int:customer_id>/merge", merge_views.merge, name="customer_merge"),
    path("<int:customer_id>/merges/<int:merge_id>/undo", merge_views.unmerge, name="customer_unmerge"),
    path("<int:customer_id>/erase", erasure_views.erase, name="customer_erase"),
]
