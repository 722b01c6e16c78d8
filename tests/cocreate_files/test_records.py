import json
from dataclasses import replace

import pytest

from cocreate_files import (
    RECORD_COLUMNS,
    Mapping,
    MappingError,
    open_file,
    records_relation,
    rejects_relation,
    unsaid_columns,
)

TEXT = """Response ID,Date,Customer ID,Channel,Country,Recommend,Satisfaction,Ease,Again,Comment,Age
r1,05/03/2024,c1,web,UK,9,4,6,yes,The course was lovely and the teacher kind to everyone,31
r2,25/03/2024,c2,app,UK,11,5,7,no,,44
r3,not a date,c3,web,CN,3,2,2,yes,一般般，等了很久也没有人来接待,52
,26/03/2024,c4,app,CN,5,3,4,no,Too long a queue at the desk and nobody told us why,23
r1,27/03/2024,c5,web,UK,10,5,6,yes,Again the same id was used for another answer sheet,37
r6,28/03/2024,c6,web,UK,ten,1,5,maybe,Words where a number should have been in this row,29
r7,29/03/2024,c7,shop,UK,7.5,3,5,no,Half points are not on the scale of recommendation,61
"""


@pytest.fixture
def table(written):
    with open_file(written(TEXT)) as opened:
        yield opened


@pytest.fixture
def mapping(table):
    return table.guess.override(
        [
            "submission=Response ID",
            "nps=Recommend",
            "csat=Satisfaction",
            "ces=Ease",
            "boolean=Again",
            "text=Comment",
        ]
    )


def test_records_have_the_columns_of_the_wire_form(table, mapping):
    assert tuple(records_relation(table, mapping).columns) == RECORD_COLUMNS


def test_what_a_mapping_leaves_unsaid_stands_in_no_record(table, mapping):
    assert unsaid_columns(mapping) == {
        "field_group_id", "field_group_label", "value_date", "value_id", "language", "email", "touchpoint", "component",
        "metadata",
    }  # fmt: skip
    fewer = mapping.override(
        ["ignore=Comment", "ignore=Again", "ignore=Age", "ignore=Customer ID", "weight=Age"]
    )
    unsaid = unsaid_columns(fewer)
    assert unsaid >= {"value_text", "value_boolean", "user_id", "traits"}
    assert "metadata" not in unsaid
    for chosen in (mapping, fewer):
        for name in unsaid_columns(chosen):
            held = {cell for (cell,) in records_relation(table, chosen).project(name).fetchall()}
            assert held == {"{}" if name in {"traits", "metadata"} else None}


def test_one_record_an_answered_field(table, mapping):
    records = records_relation(table, mapping)
    counts = dict(records.aggregate("field_id, count(*)", "field_id").fetchall())
    assert counts == {"Recommend": 1, "Satisfaction": 4, "Ease": 4, "Again": 3, "Comment": 3}


def test_what_a_record_carries(table, mapping):
    columns = "submission_id, user_id, channel, market, collected_at::VARCHAR, scale_min, scale_max, traits"
    row = (
        records_relation(table, mapping)
        .filter("field_id = 'Ease' AND row = 1")
        .project(columns)
        .fetchall()[0]
    )
    assert row[:7] == ("r1", "c1", "web", "UK", "2024-03-05 00:00:00", 1.0, 7.0)
    assert json.loads(row[7]) == {"Age": "31"}


def test_rejects_name_line_reason_and_value(table, mapping):
    found = rejects_relation(table, mapping).project("line, column_name, code, value").fetchall()
    assert found == [
        (3, "Recommend", "score_outside_scale", "11"),
        (4, None, "not_a_date", "not a date"),
        (5, None, "no_submission_id", "26/03/2024"),
        (6, None, "repeated_submission_id", "27/03/2024"),
        (7, "Again", "not_a_boolean", "maybe"),
        (7, "Recommend", "not_a_number", "ten"),
        (8, "Recommend", "score_not_whole", "7.5"),
    ]


def test_malformed_lines_are_among_the_rejects(written):
    with open_file(written("nps,text\n9,good\n3\n8,fine\n")) as table:
        found = rejects_relation(table, table.guess.override(["nps=nps", "text=text"])).fetchall()
        assert [(row[0], row[1], row[4]) for row in found] == [(None, 3, "too_few_columns")]


def test_ids_made_from_content_are_stable_and_tell_repeats_apart(written):
    content = "nps,text\n9,same\n9,same\n3,other\n"

    def ids(name):
        with open_file(written(content, name)) as table:
            records = records_relation(table, table.guess.override(["nps=nps", "text=text"]))
            return [
                row[0]
                for row in records.filter("field_id = 'nps'").order("row").project("submission_id").fetchall()
            ]

    first = ids("a.csv")
    assert first == ids("b.csv")
    assert len(set(first)) == 3
    assert first[1] == f"{first[0]}-2"


def test_long_text_is_rejected(written):
    with open_file(written(f"nps,text\n9,{'x' * 30_001}\n8,{'y' * 30_000}\n")) as table:
        mapping = table.guess.override(["nps=nps", "text=text"])
        assert records_relation(table, mapping).filter("field_id = 'text'").count("row").fetchall() == [(1,)]
        assert [row[4] for row in rejects_relation(table, mapping).fetchall()] == ["text_too_long"]


def test_scores_are_read_as_survey_tools_write_them(written):
    values = ["10 - Extremely likely", "8分", "７", "0", " 9 ", "6.0", "n/a", ""]
    text = "recommend,x\n" + "".join(f'"{value}",a\n' for value in values)
    with open_file(written(text)) as table:
        mapping = table.guess.override(["nps=recommend"])
        found = records_relation(table, mapping).filter("field_id = 'recommend'").order("row")
        assert [row[0] for row in found.project("value_number").fetchall()][:2] == [10, 8]
        assert [row[0] for row in found.project("value_number").fetchall()][-3:] == [0, 9, 6]


def test_words_of_a_scale_become_points(written):
    text = "满意度,x\n非常满意,a\n不满意,b\n一般,c\n非常不满意,d\n"
    with open_file(written(text)) as table:
        records = records_relation(table, table.guess).filter("field_id = '满意度'").order("row")
        assert records.project("value_number, value_text").fetchall() == [
            (5, "非常满意"),
            (2, "不满意"),
            (3, "一般"),
            (1, "非常不满意"),
        ]


@pytest.mark.parametrize(
    ("written_dates", "expected"),
    [
        (["2024-03-05", "2024-03-06"], "2024-03-05 00:00:00"),
        (["05/03/2024", "25/03/2024"], "2024-03-05 00:00:00"),
        (["03/05/2024", "03/25/2024"], "2024-03-05 00:00:00"),
        (["2024年3月5日", "2024年12月25日 10:30"], "2024-03-05 00:00:00"),
        (["2024-03-05T10:00:00+08:00", "2024-03-06T10:00:00Z"], "2024-03-05 02:00:00"),
        (["1st March 2015", "22nd August 2015"], "2015-03-01 00:00:00"),
        (["March 1, 2015", "Aug 22, 2015"], "2015-03-01 00:00:00"),
        (["Sunday, 1 March 2015 10:05 PM", "2 May 2015 9:00 AM"], "2015-03-01 22:05:00"),
        (["1709632800", "1709632801"], "2024-03-05 10:00:00"),
        (["1709632800000", "1709632801000"], "2024-03-05 10:00:00"),
        (["5.3.2024 7:05", "25.3.2024 17:05"], "2024-03-05 07:05:00"),
    ],
)
def test_dates_are_read_however_written(written, written_dates, expected):
    text = "Date,nps\n" + "".join(f'"{day}",9\n' for day in written_dates)
    with open_file(written(text)) as table:
        mapping = table.guess.override(["nps=nps", "when=Date"])
        records = records_relation(table, mapping).order("row").project("collected_at::VARCHAR").fetchall()
        assert records[0][0] == expected
        assert len(records) == len(written_dates)


def test_times_without_an_offset_are_in_the_mapping_s_zone(written):
    with open_file(written("Date,nps\n2024-03-05 10:00,9\n2024-03-05T10:00:00Z,8\n")) as table:
        mapping = replace(table.guess.override(["nps=nps", "when=Date"]), timezone="Asia/Shanghai")
        found = records_relation(table, mapping).order("row").project("collected_at::VARCHAR").fetchall()
        assert found == [("2024-03-05 02:00:00",), ("2024-03-05 10:00:00",)]


def test_weights_go_along(written):
    with open_file(written("nps,weight\n9,1.5\n8,0.5\n")) as table:
        assert table.guess.of_role("weight").name == "weight"
        records = records_relation(table, table.guess.override(["nps=nps"])).order("row").project("metadata")
        assert [json.loads(row[0]) for row in records.fetchall()] == [{"weight": 1.5}, {"weight": 0.5}]


def test_a_mapping_survives_json(table, mapping):
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert Mapping.from_json(json.loads(mapping.to_json())) == mapping


@pytest.mark.parametrize(
    ("correction", "message"),
    [
        ("nps", "wanted field=column"),
        ("nsp=Recommend", "no field 'nsp'; did you mean 'nps'"),
        ("nps=Recomend", "no column 'Recomend'; did you mean 'Recommend'"),
        ("rating:5:1=Recommend", "scale_max == 1.0, must be > scale_min"),
        ("rating:x=Recommend", "wanted MIN:MAX"),
    ],
)
def test_corrections_say_what_is_wrong(table, correction, message):
    with pytest.raises(MappingError, match=message):
        table.guess.override([correction])


def test_a_role_moves_to_the_column_that_is_named(written):
    with open_file(written("Country,Region,nps\nUK,North,9\nCN,East,3\n")) as table:
        mapping = table.guess.override(["market=Region", "nps=nps"])
        assert mapping.of_role("market").name == "Region"
        assert next(column for column in mapping.columns if column.name == "Country").role == "trait"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"columns": [{"index": 0}]}', '{"columns": []}'])
def test_json_that_is_no_mapping_is_refused(text):
    with pytest.raises(MappingError):
        Mapping.from_json(text)


def test_rejects_have_their_types_where_nothing_was_left_out(written):
    with open_file(written("nps,text\n9,good\n")) as table:
        found = rejects_relation(table, table.guess.override(["nps=nps", "text=text"]))
        assert found.fetchall() == []
        assert [str(kind) for kind in found.types] == ["BIGINT", "BIGINT", *["VARCHAR"] * 4]
