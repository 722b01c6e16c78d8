import re
from pathlib import Path

import pytest

import cocreate_server
from cocreate_server.ground.core.audit import SHELL, Actor, audit
from cocreate_server.ground.settings.deeds import LABELS

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/audit/"


def test_who_did_what_newest_first(owner, workspace):
    audit(SHELL, "workspace.made", workspace_id=workspace.pk, subject="acme")
    audit(
        Actor(None, "ada@example.org"),
        "key.made",
        workspace_id=workspace.pk,
        subject="Shop",
        scopes=["scores:read", "b"],
        n=1,
    )
    audit(SHELL, "unheard.of", workspace_id=workspace.pk)
    page = owner.get(PAGE).content.decode()
    assert page.index("unheard.of") < page.index("Made a key") < page.index("Made the workspace")
    assert "ada@example.org" in page
    assert "May: Read scores, b" in page
    assert "The command line" in page


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


def test_every_deed_of_the_product_has_a_name():
    source = "".join(path.read_text() for path in Path(cocreate_server.__file__).parent.rglob("*.py"))
    deeds = set(re.findall(r"""\baudit\(\s*[\w.]+,\s*"([a-z_]+\.[a-z_]+)\"""", source))
    assert len(deeds) > 15
    assert not deeds - set(LABELS)
