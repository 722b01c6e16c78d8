import csv
import gzip
import shutil
from pathlib import Path

import pytest
import xlsxwriter

from cocreate_files import open_file, recognise, records_relation


def meanings(path: Path, **options):
    with open_file(path, **options) as table:
        return table.layout, {column.name: column for column in table.guess.columns}


def answers(path: Path, field_id: str, value: str):
    with open_file(path) as table:
        records = records_relation(table, table.guess).filter(f"field_id = '{field_id}'")
        return [row[0] for row in records.order("row").project(value).fetchall()]


@pytest.mark.parametrize("headings", [1, 2, 3])
def test_qualtrics_exports_are_known_by_any_number_of_heading_rows(own, headings):
    layout, columns = meanings(own / f"qualtrics_{headings}.csv")
    assert (layout.name, layout.header_rows) == ("qualtrics", headings)
    assert {name: columns[name].role for name in ("ResponseId", "RecordedDate", "ExternalReference")} == {
        "ResponseId": "submission",
        "RecordedDate": "when",
        "ExternalReference": "customer",
    }
    assert columns["UserLanguage"].role == "language"
    assert columns["IPAddress"].role == "ignore"
    assert columns["Q1_NPS_GROUP"].role == "ignore"
    assert columns["Q5_3_TEXT"].field_type == "text"


@pytest.mark.parametrize("headings", [1, 2, 3])
def test_qualtrics_answers_are_counted_alike_whatever_the_heading_rows(own, headings):
    path = own / f"qualtrics_{headings}.csv"
    assert answers(path, "Q1", "value_number") == [10, 6, 9]
    assert answers(path, "Q2_1", "value_number") == [5, 3, 4, 2]
    assert answers(path, "Q3", "value_text") == ["Monday", "Tuesday", "Monday", "Tuesday"]
    with open_file(path) as table:
        records = records_relation(table, table.guess)
        assert records.count("field_id").fetchall()[0][0] == 3 + 4 + 3 + 4 + 3 + 1


def test_qualtrics_question_texts_become_labels_and_a_matrix_is_a_group(own):
    _, columns = meanings(own / "qualtrics_3.csv")
    assert columns["Q1"].label == "How likely are you to recommend Harbour Swim School to a friend?"
    assert columns["Q1"].field_type == "nps"
    assert (columns["Q2_2"].group_id, columns["Q2_2"].label) == ("Q2", "教练")
    assert columns["Q2_2"].group_label == "How satisfied were you with"


def test_qualtrics_lines_count_line_ends_inside_quotes(own):
    with open_file(own / "qualtrics_3.csv") as table:
        assert table.line_of([1, 2, 4]) == [5, 7, 9]


def test_surveymonkey_is_read_with_a_column_a_choice(own):
    layout, columns = meanings(own / "surveymonkey.csv")
    assert (layout.name, layout.header_rows) == ("surveymonkey", 2)
    choice = columns["Which services do you use? · Reading room"]
    assert (choice.field_type, choice.group_id) == ("categorical", "Which services do you use?")
    assert answers(own / "surveymonkey.csv", choice.field_id, "value_text") == ["Reading room"] * 4
    nps = "How likely is it that you would recommend our library to a friend?"
    assert answers(own / "surveymonkey.csv", nps, "value_number") == [9, 10, 4, 8, 6]
    assert columns["End Date"].date_format == "month_first"


def test_surveymonkey_workbooks_read_as_the_csv_does(own, tmp_path):
    path = tmp_path / "surveymonkey.xlsx"
    with xlsxwriter.Workbook(path) as book, (own / "surveymonkey.csv").open(newline="") as source:
        sheet = book.add_worksheet("Answers")
        for number, row in enumerate(csv.reader(source)):
            sheet.write_row(number, 0, [int(cell) if cell.isdigit() else cell or None for cell in row])
    with open_file(own / "surveymonkey.csv") as text, open_file(path) as book:
        assert book.layout.name == "surveymonkey"
        assert book.line_of([1, 5]) == [3, 7]
        ordered = [
            records_relation(table, table.guess).order("row, field_id").fetchall() for table in (text, book)
        ]
        assert ordered[0] == ordered[1]


def test_limesurvey_partial_answers_have_no_time(own):
    layout, columns = meanings(own / "limesurvey.csv")
    assert layout.name == "limesurvey"
    assert (columns["id"].role, columns["submitdate"].role) == ("submission", "when")
    assert columns["Q2[SQ002]"].group_id == "Q2"
    assert columns["Q3[SQ001]"].field_type == "boolean"
    assert answers(own / "limesurvey.csv", "Q1", "value_number") == [9, 10, 3, 7, 0]
    assert answers(own / "limesurvey.csv", "Q1", "collected_at IS NULL") == [False, False, True, False, False]


def test_formbricks_option_ids_are_left_aside_and_offsets_counted(own):
    layout, columns = meanings(own / "formbricks.csv")
    assert layout.name == "formbricks"
    assert columns["3. Which plan are you on? - Option ID"].role == "ignore"
    assert columns["3. Which plan are you on?"].field_type == "categorical"
    nps = "1. How likely are you to recommend the app?"
    assert columns[nps].label == "How likely are you to recommend the app?"
    assert answers(own / "formbricks.csv", nps, "hour(collected_at)") == [8, 9, 8, 7]


def test_a_table_is_what_nothing_else_fits():
    assert recognise([["Name", "Score"], ["Ann", "9"]], ".csv").name == "table"
    assert recognise([], ".sav").name == "spss"
    assert recognise([], ".dta").name == "stata"


def test_a_layout_can_be_named(own):
    layout, columns = meanings(own / "qualtrics_1.csv", layout="table")
    assert layout.name == "table"
    assert columns["ResponseId"].role == "submission"


def test_gzip_and_zip_are_opened(own, tmp_path):
    zipped = tmp_path / "lime.csv.gz"
    zipped.write_bytes(gzip.compress((own / "limesurvey.csv").read_bytes()))
    archive = Path(shutil.make_archive(str(tmp_path / "lime"), "zip", own, "limesurvey.csv"))
    for path in (zipped, archive):
        assert answers(path, "Q1", "value_number") == [9, 10, 3, 7, 0]
