"""Records one by one lie where a file's would: the matcher in Python says what the SQL of the engine says."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocreate_server.ground.records.models import Channel, Component, MappingRule, Touchpoint
from cocreate_server.ground.records.placer import SPACES, lowered, placer_of
from cocreate_server.ground.records.placing import PLACES, placing_sql

pytestmark = pytest.mark.django_db
FIELDS = (*MappingRule.Field.values, "touchpoint", "component")
WORDS = (
    "",
    "desk",
    "Front desk",
    "前台",
    " desk ",
    "\tdesk",
    "DESK May",
    "Σας ΣΑΣ",
    "İstanbul",
    "ẞ",
    "'",
    "x" * 70,
    "\u3000前台",
    "ch",
)


def read(fields, workspace_id):
    columns = ", ".join(f"? AS {name}" for name in fields)
    sql = placing_sql(workspace_id, fields={name: name for name in fields})
    wanted = ", ".join(sql[kind] for kind in PLACES)
    with duckdb.connect() as engine:
        found = engine.execute(f"SELECT {wanted} FROM (SELECT {columns})", list(fields.values())).fetchone()  # noqa: S608
    return dict(zip(PLACES, found, strict=True))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_both_place_alike(workspace, data):
    MappingRule.objects.all().delete()
    for model in PLACES.values():
        model.objects.all().delete()
    text = st.sampled_from(WORDS) | st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8)
    name = text.filter(bool).map(lambda word: word[:60])
    places = {
        kind: [
            model.objects.create(workspace=workspace, code=code, name_en=data.draw(text), name_zh=data.draw(text), position=5 - at)
            for at, code in enumerate(data.draw(st.lists(name, unique=True, max_size=3)))
        ]
        for kind, model in (("touchpoint", Touchpoint), ("channel", Channel), ("component", Component))
    }  # fmt: skip
    for position in range(data.draw(st.integers(0, 4))):
        MappingRule.objects.create(
            workspace=workspace, position=position, field=data.draw(st.sampled_from(MappingRule.Field.values)),
            operator=data.draw(st.sampled_from(MappingRule.Operator.values)), value=data.draw(text),
            **{kind: data.draw(st.sampled_from([None, *there])) for kind, there in places.items()},
        )  # fmt: skip
    fields = {field: data.draw(text) for field in FIELDS}
    assert placer_of(workspace.pk).place(fields) == read(fields, workspace.pk)


def test_letters_and_spaces_are_those_of_the_engine():
    """All of Unicode, letter by letter."""
    letters = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    with duckdb.connect() as engine:
        small, trimmed = engine.execute(
            "SELECT list_transform($1, lambda l: lower(l)), list_transform($1, lambda l: trim(l))", [letters]
        ).fetchone()
    unlike = [letter for letter, other in zip(letters, small, strict=True) if lowered(letter) != other]
    assert not unlike
    assert {letter for letter, rest in zip(letters, trimmed, strict=True) if rest == ""} == set(SPACES)
