"""Addresses of a workspace's settings, below the workspace's."""

from django.urls import path

from cocreate_server.ground.settings import audit, keys, members, workspace

urlpatterns = [
    path("", workspace.workspace, name="settings"),
    path("members/", members.members, name="settings_members"),
    path("members/invite", members.invite, name="settings_members_invite"),
    path("members/leave", members.leave, name="settings_members_leave"),
    path("members/<int:membership_id>/role", members.change_role, name="settings_members_role"),
    path("members/<int:membership_id>/remove", members.remove, name="settings_members_remove"),
    path("members/invitations/<int:invitation_id>/revoke", members.revoke, name="settings_members_revoke"),
    path("keys/", keys.keys, name="settings_keys"),
    path("keys/<int:key_id>/limit", keys.limit, name="settings_keys_limit"),
    path("keys/<int:key_id>/revoke", keys.revoke, name="settings_keys_revoke"),
    path("audit/", audit.audit, name="settings_audit"),
]
