import pytest

from cocreate.errors import NotTextError, OptionError
from cocreate.text import language

KNOWN = [
    ("房间很干净", "zh"),
    ("服務態度極差", "zh"),
    ("这个 app 的 UI 很 smooth，但是 login 经常失败", "zh"),
    ("部屋がとてもきれいでした", "ja"),
    ("방이 깨끗해요", "ko"),
    ("The room was clean and quiet", "en"),
    ("ok", "en"),
    ("Great!!!", "en"),
    ("so good, love it", "en"),
    ("Das Zimmer war sehr sauber und ruhig", "de"),
    ("La chambre était très propre et le personnel aimable", "fr"),
    ("La habitación estaba muy limpia", "es"),
    ("Комната была очень чистой", "ru"),
    ("Το δωμάτιο ήταν καθαρό", "el"),
    ("ห้องสะอาดมาก", "th"),
    ("החדר היה נקי", "he"),
]


@pytest.mark.parametrize(("text", "code"), KNOWN)
def test_languages(text, code):
    found = language(text)
    assert found.code == code
    assert found.supported == (code in {"zh", "en"})
    assert 0 < found.certainty <= 1


@pytest.mark.parametrize("text", ["", "   ", "!!!", "👍👍", "12345", "https://example.org/good-hotel", None])
def test_without_letters_nothing_is_told(text):
    found = language(text)
    assert (found.code, found.supported, found.method) == ("und", False, "no letters")


def test_many_come_as_a_table(as_form):
    found = language(as_form({"said": ["很好", "very good and clean", None]}), "said")
    assert found.columns()["language"] == ["zh", "en", "und"]
    assert found[0] == language("很好")
    assert len(found[:2]) == 2
    assert found.to_dict()[2]["supported"] is False


def test_what_is_no_text_is_refused():
    with pytest.raises(NotTextError, match=r"text 1 is 4\.5 \(float\), must be a text or missing"):
        language(["good", 4.5])
    with pytest.raises(OptionError, match="needs the name of the column"):
        language({"said": ["good"]})


def test_chinese_is_told_from_english(hotel, airline):
    """SCIENCE: a rule of script tells them apart entirely; here on 400 texts of each."""
    chinese = [text for text in hotel[1][0][:400] if any("一" <= letter <= "鿿" for letter in text)]
    assert {found.code for found in language(chinese)} == {"zh"}
    english = language([text for text, _ in airline[:400]])
    assert sum(found.code == "en" for found in english) >= 0.995 * len(english)
