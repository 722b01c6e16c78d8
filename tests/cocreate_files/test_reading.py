import json
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from cocreate_files import UnreadableFile, open_file, records_relation


def rows_of(path, **options):
    with open_file(path, **options) as table:
        return table.preview(100)


def notes_of(table):
    return [note.code for note in table.notes]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(written, delimiter):
    path = written(f"a{delimiter}b\n1{delimiter}x y\n2{delimiter}z, w; v\n".replace("z, w; v", "plain"))
    with open_file(path) as table:
        assert table.delimiter == delimiter
        assert table.preview() == [("1", "x y"), ("2", "plain")]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
    ],
)
def test_chinese_is_read_in_every_encoding(written, encoding, name):
    path = written("编号,评论\n1,房间很大，服务也很好\n2,早餐太差了\n".encode(encoding))
    with open_file(path) as table:
        assert table.encoding == name
        assert [column.name for column in table.columns] == ["编号", "评论"]
        assert table.preview() == [("1", "房间很大，服务也很好"), ("2", "早餐太差了")]


def test_latin_letters_are_not_taken_for_chinese(written):
    text = "nom,avis\nZoë,Très déçu du café à l’hôtel\nJosé,Señor Müller était très gentil\n"
    with open_file(written(text.encode("cp1252"))) as table:
        assert table.encoding == "CP1252"
        assert table.preview()[0] == ("Zoë", "Très déçu du café à l’hôtel")


def test_a_late_chinese_answer_settles_the_encoding(written):
    text = "id,text\n" + "".join(f"{i},plain words\n" for i in range(120_000)) + "120000,服务很好，下次再来\n"
    with open_file(written(text.encode("gb18030"))) as table:
        assert table.encoding == "GB18030"
        assert table.rows == 120_001


def test_a_damaged_byte_in_utf8_is_repaired_and_told(written):
    body = "id,评论\n" + "".join(f"{i},房间很好\n" for i in range(30))
    with open_file(written(body.encode() + b"99,bad \xff byte\n")) as table:
        assert table.encoding == "UTF-8"
        assert "encoding_repaired" in notes_of(table)
        assert table.rows == 31


def test_byte_order_mark_and_windows_line_ends(written):
    with open_file(written(b'\xef\xbb\xbf"na\r\nme",b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n')) as table:
        assert table.columns[0].name == "na\r\nme"
        assert table.preview() == [("1", "x\r\ny"), ("2", "z")]
        assert table.line_of([1, 2]) == [3, 6]


def test_nul_bytes_and_old_mac_line_ends(written):
    assert rows_of(written(b"a,b\n1,x\0y\n")) == [("1", "xy")]
    assert rows_of(written(b"a,b\r1,2\r3,4\r")) == [("1", "2"), ("3", "4")]


def test_malformed_rows_never_sink_good_ones(written):
    path = written(
        'id,text,score\n1,ok,5\n2,short\n3,a,b,c\n4,"open,5\n5,ok,6\n6,"two\nlines",7\n7,5\'8" tall,8\n'
    )
    with open_file(path) as table:
        assert [row[0] for row in table.preview()] == ["1", "5", "6", "7"]
        assert table.preview()[3][1] == "5'8\" tall"
        assert [(bad.line, bad.code) for bad in table.malformed] == [
            (3, "too_few_columns"),
            (4, "too_many_columns"),
            (5, "too_few_columns"),
        ]
        assert table.malformed[0].raw == "2,short"
        assert table.line_of([1, 2, 3, 4]) == [2, 6, 7, 9]


def test_one_open_quote_in_a_long_file_costs_one_row(written):
    lines = [f"{i},plain,{i % 11}" for i in range(3000)]
    lines[1500] = '1500,"never closed,5'
    with open_file(written("id,text,score\n" + "\n".join(lines) + "\n")) as table:
        assert table.rows == 2999
        assert [bad.line for bad in table.malformed] == [1502]


def test_mixed_line_ends_and_quoting(written):
    path = written(b'a,b\n"1",x\r\n2,"y ""q"" y"\n3, "z"\r\n')
    assert [row[0] for row in rows_of(path)] == ["1", "2", "3"]
    assert rows_of(path)[1][1] == 'y "q" y'


def test_names_from_the_file_never_reach_sql(written):
    names = ['a"; DROP TABLE source; --', "it's", "row", "c0", "", "a", "a"]
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    with open_file(written(f"{header}\n9,2,3,4,5,6,7\n8,2,3,4,5,6,7\n")) as table:
        assert [column.name for column in table.columns] == [*names[:4], "column 5", "a", "a (2)"]
        assert table.relation.columns[1:] == [column.name for column in table.columns]
        mapping = table.guess.override([f"nps={names[0]}", "trait=it's", "trait=c0"])
        found = (
            records_relation(table, mapping)
            .filter("field_type = 'nps'")
            .order("row")
            .project("value_number, traits")
        )
        assert found.fetchall()[0][0] == 9
        assert json.loads(found.fetchall()[0][1])["it's"] == "2"
        assert {"header_blank", "header_repeated"} <= set(notes_of(table))


def test_a_heading_alone_is_a_table_without_rows(written):
    with open_file(written("a,b\n")) as table:
        assert (table.rows, len(table.columns), table.preview()) == (0, 2, [])
        assert table.guess.answers == ()


@pytest.mark.parametrize("content", [b"", b"\n\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(written, content):
    with pytest.raises(UnreadableFile, match="wanted headings and rows"):
        open_file(written(content))


def test_what_is_not_there_or_too_wide_is_refused(tmp_path, written):
    with pytest.raises(UnreadableFile, match="no such file"):
        open_file(tmp_path / "none.csv")
    with pytest.raises(UnreadableFile, match="at most 2,000"):
        open_file(written(",".join(f"q{i}" for i in range(10_000)) + "\n"))
    with pytest.raises(UnreadableFile, match="no layout 'qualtriks'"):
        open_file(written("a,b\n1,2\n"), layout="qualtriks")
    with pytest.raises(UnreadableFile, match="encoding 'klingon'"):
        open_file(written("a,b\n1,2\n"), encoding="klingon")


def test_a_wide_survey_is_read(written):
    header = ",".join(f"q{i}" for i in range(1200))
    lines = "\n".join(",".join(str((i * j) % 11) for i in range(1200)) for j in range(5))
    with open_file(written(f"{header}\n{lines}\n")) as table:
        assert (len(table.columns), table.rows) == (1200, 5)


def test_a_huge_cell_is_read(written):
    with open_file(written(f"id,text\n1,{'x' * 3_000_000}\n2,y\n")) as table:
        assert [len(row[1] or "") for row in table.preview()] == [3_000_000, 1]


def test_the_first_bytes_tell_more_than_a_wrong_extension(written, tmp_path):
    assert rows_of(written("a,b\n1,2\n", "answers.xlsx")) == [("1", "2")]
    path = tmp_path / "answers.csv"
    pd.DataFrame({"a": [1], "b": ["x"]}).to_parquet(path)
    assert rows_of(path) == [("1", "x")]


def test_damaged_archives_and_workbooks_are_refused(written):
    with pytest.raises(UnreadableFile, match="cannot be unpacked"):
        open_file(written(b"not gzip", "a.csv.gz"))
    with pytest.raises(UnreadableFile, match="cannot be read as a workbook"):
        open_file(written(b"PK\x03\x04 broken", "a.xlsx"))


def test_sheets_are_chosen_by_name(tmp_path):
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        first = {"score": [9.0, 8.5], "when": [pd.Timestamp("2025-01-02"), pd.Timestamp("2025-01-03 04:05")]}
        pd.DataFrame(first).to_excel(book, sheet_name="First", index=False)
        pd.DataFrame({"x": [True]}).to_excel(book, sheet_name="Second", index=False)
    assert rows_of(path) == [("9", "2025-01-02"), ("8.5", "2025-01-03 04:05:00")]
    assert rows_of(path, sheet="Second") == [("true",)]
    with pytest.raises(UnreadableFile, match="no sheet 'Third'; there are 'First', 'Second'"):
        open_file(path, sheet="Third")


def test_parquet_becomes_text(tmp_path):
    path = tmp_path / "a.parquet"
    pd.DataFrame(
        {"s": [9, 3], "t": pd.to_datetime(["2025-01-01", "2025-02-01"]), "w": ["好", None]}
    ).to_parquet(path)
    with open_file(path) as table:
        assert table.preview() == [("9", "2025-01-01 00:00:00", "好"), ("3", "2025-02-01 00:00:00", None)]


def test_json_lines_keep_nested_values_and_lines(written):
    path = written(
        '{"a": 1, "b": "x, \\"y\\""}\n\nnot json\n{"a": null, "c/d": {"e": [1]}}\n[1]\n', "a.jsonl"
    )
    with open_file(path) as table:
        assert [column.name for column in table.columns] == ["a", "b", "c/d"]
        assert table.preview() == [("1", 'x, "y"', None), (None, None, '{"e":[1]}')]
        assert table.line_of([1, 2]) == [1, 4]
        assert [(bad.line, bad.code) for bad in table.malformed] == [
            (3, "not_a_json_object"),
            (5, "not_a_json_object"),
        ]


@pytest.mark.parametrize("suffix", ["sav", "dta"])
def test_statistics_files_keep_labels_and_missing_values(tmp_path, suffix):
    frame = pd.DataFrame(
        {
            "id": [1.0, 2, 3, 4],
            "nps": [9.0, 99, 3, 10],
            "shop": [1.0, 2, 1, 1],
            "text": ["good", "好", "", "fine"],
        }
    )
    path = tmp_path / f"a.{suffix}"
    labels = {"shop": {1: "North", 2: "South"}}
    if suffix == "sav":
        write = {
            "missing_ranges": {"nps": [99]},
            "variable_value_labels": {**labels, "nps": {0: "not at all", 10: "very"}},
        }
        pyreadstat.write_sav(frame, path, column_labels=["", "How likely to recommend us", "", ""], **write)
    else:
        pyreadstat.write_dta(frame.replace(99, float("nan")), path, variable_value_labels=labels)
    with open_file(path) as table:
        assert table.layout.name == {"sav": "spss", "dta": "stata"}[suffix]
        assert table.rows == 4
        records = records_relation(table, table.guess.override(["nps=nps"]))
        scores = records.filter("field_id = 'nps'").order("row").project("value_number").fetchall()
        assert [score for (score,) in scores] == [9, 3, 10]
        shops = records.filter("field_id = 'shop'").order("row").project("value_text, value_id").fetchall()
        assert shops[:2] == [("North", "1"), ("South", "2")]


def test_closing_twice_and_deleting_scratch(written):
    table = open_file(written("a,b\n1,2\n"))
    scratch = Path(table.scratch.name)
    assert scratch.exists()
    table.close()
    table.close()
    assert not scratch.exists()
