import re
from html.parser import HTMLParser

import pytest
from typer.testing import CliRunner

from cocreate_cli.main import app
from cocreate_cli.reporting import words
from cocreate_files import REASONS
from cocreate_files.notes import SENTENCES

VOID = {"meta", "wbr", "br"}


class Balanced(HTMLParser):
    """A page whose every element is closed."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert len(attrs) == len(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Nothing to close."""

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def report(path, out, *options):
    result = CliRunner().invoke(app, ["report", str(path), "--out", str(out), *options])
    return result, out.read_text(encoding="utf-8") if out.exists() else ""


@pytest.fixture
def feedback(written):
    """Two years of answers; the phone is worse, and one month fell."""
    lines = ["Date,Channel,How likely are you to recommend us?,Comment"]
    for place in range(2400):
        month, phone = place // 100, place % 4 == 0
        score = (place * 7 + 3) % 5 + (0 if phone or month == 20 else 6)
        day = f"{2023 + month // 12}-{month % 12 + 1:02}-{place % 28 + 1:02}"
        words_said = f"I would like to say <b>something</b> about the {place}th visit here"
        lines.append(f"{day},{'phone' if phone else 'web'},{score},{words_said}")
    lines.append("2024-01-01,web,11,Not on the scale")
    return written("\n".join(lines) + "\n")


def test_the_report_says_what_differs(feedback, tmp_path):
    result, page = report(feedback, tmp_path / "r.html")
    assert result.exit_code == 0, result.stderr
    assert re.search(r"<h1>How likely.*NPS stands at", page)
    assert "lower for <b>Channel: phone</b>" in page
    assert "Outside what chance alone would give" in page
    assert "2024-09" in page
    assert "Rows read: 2,401." in page
    assert "Left out: 1, because the score lies outside its scale; for example line 2402: 11" in page


def test_the_report_needs_no_network_and_no_scripts(feedback, tmp_path):
    _, page = report(feedback, tmp_path / "r.html")
    assert "<script" not in page
    assert not re.search(r"(src|href)=|url\(|@import|https?://", page)
    assert "<b>something</b>" not in page
    balanced = Balanced()
    balanced.feed(page)
    assert balanced.open == []


def test_guesses_are_said_and_named_columns_are_not(feedback, tmp_path):
    result, page = report(feedback, tmp_path / "r.html", "--when", "Date", "--by", "Channel")
    assert "--text 'Comment' is a guess" in result.stderr
    assert "--when" not in result.stderr
    assert "Main score: How likely are you to recommend us? – a guess" in page


def test_the_report_speaks_chinese(feedback, tmp_path):
    _, page = report(feedback, tmp_path / "r.html", "--language", "zh-hans")
    assert 'lang="zh-Hans"' in page
    assert "超出偶然的差别" in page
    assert "读入 2,401 行。" in page
    assert "2023年1月" in page


def test_both_languages_have_the_same_phrases():
    pairs = [
        (words.ENGLISH, words.CHINESE),
        (SENTENCES, words.CHINESE_NOTES),
        (REASONS, words.CHINESE_REASONS),
    ]
    for english, chinese in pairs:
        assert set(english) == set(chinese)
        for key, phrase in english.items():
            assert set(re.findall(r"{(\w+)}", phrase)) == set(re.findall(r"{(\w+)}", chinese[key])), key


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,colour\nann,red\nbob,blue\n", "no column looks like scores"),
        ("score,x\n,a\n,b\n", "no column looks like scores"),
        ("", "is empty"),
    ],
)
def test_what_cannot_be_reported_is_said_in_one_line(written, tmp_path, content, message):
    result, page = report(written(content), tmp_path / "r.html")
    assert result.exit_code == 2
    assert message in result.stderr
    assert page == ""


@pytest.mark.parametrize(
    "content", ["nps,x\n9,a\n", "nps,Date\n9,2024-01-01\n3,2024-01-01\n", "满意,组\n5,甲\n1,乙\n3,甲\n"]
)
def test_very_small_files_make_a_page(written, tmp_path, content):
    result, page = report(written(content), tmp_path / "r.html", "--score", content[: content.index(",")])
    assert result.exit_code == 0, result.stderr
    assert "<h1>" in page


def test_real_reviews_make_a_page(real, tmp_path):
    result, page = report(real("reviews/womens_clothing_reviews.csv.gz"), tmp_path / "r.html")
    assert result.exit_code == 0
    assert "n 23,486" in page
