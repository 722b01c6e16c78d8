import pytest

from cocreate_server.ground.core.audit import SHELL, Actor, audit

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/audit/"


def test_who_did_what_newest_first(owner, workspace):
    audit(SHELL, "workspace.made", workspace_id=workspace.pk, subject="acme")
    audit(
        Actor(None, "ada@example.org"),
        "key.made",
        workspace_id=workspace.pk,
        subject="Shop",
        scopes=["a", "b"],
    )
    audit(SHELL, "unheard.of", workspace_id=workspace.pk)
    page = owner.get(PAGE).content.decode()
    assert page.index("unheard.of") < page.index("Made a key") < page.index("Made the workspace")
    assert "ada@example.org" in page
    assert "scopes: a, b" in page


def test_pages_of_fifty(owner, workspace, django_assert_max_num_queries):
    for number in range(60):
        audit(SHELL, "key.made", workspace_id=workspace.pk, subject=f"number {number:02}")
    with django_assert_max_num_queries(5):
        first = owner.get(PAGE).content.decode()
    assert "number 59" in first
    assert "number 09" not in first
    assert 'rel="next"' in first
    second = owner.get(PAGE + "?page=2").content.decode()
    assert "number 09" in second
    assert 'rel="prev"' in second


def test_other_workspaces_are_not_in_it(owner, outsider, workspace):
    audit(SHELL, "workspace.made", workspace_id=workspace.pk, subject="acme only")
    assert "acme only" not in outsider.get("/w/elsewhere/settings/audit/").content.decode()


def test_empty_trail_says_so(owner):
    assert "Nothing yet." in owner.get(PAGE).content.decode()


def test_only_owners_see_it(analyst):
    assert analyst.get(PAGE).status_code == 403
