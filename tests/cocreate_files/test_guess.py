from cocreate_files import open_file


def test_a_stray_score_does_not_hide_what_a_question_is(tmp_path):
    file = tmp_path / "stray.csv"
    scores = [number % 11 for number in range(40)]
    file.write_text(
        "id,How likely are you to recommend us?\n"
        + "".join(f"r{n},{s}\n" for n, s in enumerate([11, *scores]))
    )
    with open_file(file) as table:
        column = table.guess.columns[1]
        assert (column.field_type, column.scale_min, column.scale_max) == ("nps", 0, 10)
        assert table.guess.validated()
