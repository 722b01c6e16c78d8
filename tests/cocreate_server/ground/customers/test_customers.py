"""The list of customers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

ADDRESS = "/w/acme/customers/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("analyst", 200),
        ("agent", 200),
        ("moderator", 403),
        ("outsider", 404),
        ("anonymous", 302),
    ],
)
def test_who_sees_it(request, workspace, ada, who, status):
    response = request.getfixturevalue(who).get(ADDRESS)
    assert response.status_code == status
    assert ("Ada Lovelace" in response.content.decode()) == (status == 200)


def found(client, **asked) -> list[str]:
    page = client.get(ADDRESS, asked).context["list"]
    return [customer.external_id for customer in page.items]


@pytest.fixture
def everybody(ada, bob, customer_of) -> None:
    customer_of("cn-1", name="王芳")


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("lovelace", ["ada-1"]),
        ("ada love", ["ada-1"]),
        ("lace", ["ada-1"]),  # within a word
        ("ADA@people", ["ada-1"]),
        ("ada-", ["ada-1"]),
        ("王芳", ["cn-1"]),
        ("芳", ["cn-1"]),
        ("芳王", []),
        ("people", []),
        ("nobody's", []),
        ("'%_\\", []),
        ("&|!():*", []),
        ("o'", []),
    ],
)
def test_finds_by_beginnings_and_names(owner, everybody, words, ids):
    assert found(owner, q=words) == ids


def test_ids_of_other_workspaces_are_not_found(owner, outsider, ada, customer_of):
    from cocreate_server.ground.accounts.models import Workspace

    elsewhere = Workspace.objects.get(slug="elsewhere")
    customer_of("ada-9", email="ada@other.example", name="Ada Other", workspace=elsewhere)
    assert found(owner, q="ada") == ["ada-1"]


def test_filters_narrow_and_the_newest_come_first(owner, customer_of):
    customer_of("a", market="gb", language="en", days=1)
    customer_of("b", market="cn", language="zh-hans", days=3)
    customer_of("c", market="cn", language="en", kind="account", days=2)
    assert found(owner) == ["b", "c", "a"]
    assert found(owner, market="cn") == ["b", "c"]
    assert found(owner, market="cn", language="en") == ["c"]
    assert found(owner, kind="account") == ["c"]
    assert found(owner, market="mars") == ["b", "c", "a"]  # what is no choice does not narrow


def test_is_paged(owner, customer_of):
    for number in range(51):
        customer_of(f"c-{number}", days=number)
    first, second = owner.get(ADDRESS), owner.get(ADDRESS, {"page": 2})
    assert len(first.context["list"].items) == 50
    assert [customer.external_id for customer in second.context["list"].items] == ["c-0"]


def test_queries_do_not_grow_with_the_list(owner, customer_of):
    def queries(**asked) -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert owner.get(ADDRESS, asked).status_code == 200
        return len(counted)

    customer_of("one", email="one@x.example", name="Same")
    queries()
    few = queries(), queries(q="same")
    for number in range(30):
        customer_of(f"c-{number}", email=f"{number}@x.example", name="Same")
    assert (queries(), queries(q="same")) == few
    assert max(few) <= 7


def test_an_empty_list_says_what_to_do(owner, workspace):
    assert "No customers found" in owner.get(ADDRESS).content.decode()
