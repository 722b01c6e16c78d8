"""Addresses of webhooks, below a workspace's settings."""

from django.urls import path

from cocreate_server.ground.webhooks import views

urlpatterns = [
    path("", views.webhooks, name="settings_webhooks"),
    path("add", views.add, name="settings_webhooks_add"),
    path("<int:webhook_id>/", views.webhook, name="settings_webhooks_detail"),
    path("<int:webhook_id>/change", views.change, name="settings_webhooks_change"),
    path("<int:webhook_id>/rotate", views.rotate, name="settings_webhooks_rotate"),
    path("<int:webhook_id>/remove", views.remove, name="settings_webhooks_remove"),
    path("<int:webhook_id>/switch", views.switch, name="settings_webhooks_switch"),
    path("<int:webhook_id>/test", views.test, name="settings_webhooks_test"),
    path("<int:webhook_id>/replay", views.replay_failed, name="settings_webhooks_replay"),
    path("<int:webhook_id>/<int:delivery_id>", views.delivery, name="settings_webhooks_delivery"),
    path("<int:webhook_id>/<int:delivery_id>/replay", views.replay, name="settings_webhooks_replay_one"),
]
