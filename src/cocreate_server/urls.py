"""Every address of the product."""

from django.urls import include, path

from cocreate_server.ground.accounts import v1
from cocreate_server.ground.accounts import views as accounts
from cocreate_server.ground.core import errors, health
from cocreate_server.listen.answering.standing import widget_script
from cocreate_server.listen.ingest import views as ingest

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many_requests
handler500 = errors.server_error

urlpatterns = [
    path("", accounts.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics_page, name="metrics"),
    path("language", accounts.language_choose, name="language"),
    path("start/<str:token>", accounts.sign_in_by_link, name="sign_in_by_link"),
    path("invitation/<str:token>", accounts.invitation_page, name="invitation"),
    path("account/", include("cocreate_server.ground.accounts.account_urls")),
    path("workspaces/new", accounts.workspace_new, name="workspace_new"),
    path("widget.js", widget_script, name="widget_script"),
    path("s/", include("cocreate_server.listen.asking.public_urls")),
    path("s/", include("cocreate_server.listen.answering.urls")),
    path("v1/workspace", v1.workspace, name="v1_workspace"),
    path("v1/", include("cocreate_server.listen.ingest.v1_urls")),
    path("v1/customers/", include("cocreate_server.ground.customers.v1_urls")),
    path("w/<slug:slug>/", include("cocreate_server.understand.scores.urls")),
    path("w/<slug:slug>/settings/", include("cocreate_server.ground.settings.urls")),
    path("w/<slug:slug>/settings/journeys/", include("cocreate_server.ground.records.map_urls")),
    path("w/<slug:slug>/settings/webhooks/", include("cocreate_server.ground.webhooks.urls")),
    path("w/<slug:slug>/surveys/", include("cocreate_server.listen.surveys.urls")),
    path("w/<slug:slug>/surveys/", include("cocreate_server.listen.answering.member_urls")),
    path("w/<slug:slug>/surveys/", include("cocreate_server.listen.asking.urls")),
    path("w/<slug:slug>/settings/asking/", include("cocreate_server.listen.asking.settings_urls")),
    path("in/", include("cocreate_server.listen.inlets.in_urls")),
    path("w/<slug:slug>/settings/inlets/", include("cocreate_server.listen.inlets.urls")),
    path("developers", ingest.developers, name="developers"),
    path("w/<slug:slug>/events/", include("cocreate_server.listen.ingest.urls")),
    path("w/<slug:slug>/reviews/", include("cocreate_server.listen.reviews.urls")),
    path("w/<slug:slug>/imports/", include("cocreate_server.listen.imports.urls")),
    path("w/<slug:slug>/customers/", include("cocreate_server.ground.customers.urls")),
    path("w/<slug:slug>/records/", include("cocreate_server.ground.records.urls")),
]
