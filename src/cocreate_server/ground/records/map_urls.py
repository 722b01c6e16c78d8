"""Addresses of the map and its rules, below the workspace's settings."""

from django.urls import path

from cocreate_server.ground.records import map_rule_views, map_views

urlpatterns = [
    path("", map_views.journeys, name="settings_journeys"),
    path("rules/", map_rule_views.rules, name="settings_rules"),
    path("rules/add", map_rule_views.add, name="settings_rules_add"),
    path("rules/apply", map_rule_views.apply, name="settings_rules_apply"),
    path("rules/<int:rule_id>", map_rule_views.edit, name="settings_rules_edit"),
    path("rules/<int:rule_id>/move", map_rule_views.move, name="settings_rules_move"),
    path("rules/<int:rule_id>/delete", map_rule_views.delete, name="settings_rules_delete"),
    path("<str:kind>/add", map_views.add, name="settings_journeys_add"),
    path("<str:kind>/<int:place_id>", map_views.edit, name="settings_journeys_edit"),
    path("<str:kind>/<int:place_id>/move", map_views.move, name="settings_journeys_move"),
    path("<str:kind>/<int:place_id>/delete", map_views.delete, name="settings_journeys_delete"),
]
