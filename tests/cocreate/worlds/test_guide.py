"""The guide to the demo world tells the truth: its tables are those of the world that ends on its day."""

from pathlib import Path

import pytest

from cocreate.worlds.learning_centres import model

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "demo-world.md"
WHERE = {
    "Everywhere": {},
    "Getting help": {"stage": "help"},
    "Help hotline, China": {"touchpoint": "help-hotline", "market": "cn"},
    "Help hotline, United Kingdom": {"touchpoint": "help-hotline", "market": "gb"},
    "Help hotline, Singapore": {"touchpoint": "help-hotline", "market": "sg"},
    "Help chat": {"touchpoint": "help-chat"},
    "After class": {"stage": "after-class"},
    "Word from the teacher": {"touchpoint": "class-feedback"},
    "Progress report": {"touchpoint": "progress-report"},
    "In class": {"stage": "in-class"},
}
SHOWN = {"NPS": ("nps", 1, 1), "CSAT": ("csat", 100, 1), "CES": ("ces", 1, 2), "Index": ("index", 1, 1)}


def table_under(heading: str) -> list[list[str]]:
    section = GUIDE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def number(cell: str) -> float:
    return float(cell.replace("−", "-").removesuffix("%").strip())


@pytest.mark.parametrize("row", table_under("What is to be found"), ids=lambda row: " · ".join(row[:2]))
def test_changes_are_those_of_the_truth(world, row):
    where, measure, before, after, change = row
    code, factor, digits = SHOWN[measure]
    expected = [factor * world.truth.expect(code, period=period, **WHERE[where]).value for period in (1, 0)]
    assert [number(before), number(after)] == pytest.approx(expected, abs=0.51 * 10**-digits)
    assert number(change) == pytest.approx(expected[1] - expected[0], abs=0.51 * 10**-digits)


@pytest.mark.parametrize("row", table_under("Markets answer in different ways"), ids=lambda row: row[0])
def test_styles_are_those_of_the_truth(world, row):
    name, latent, shift, spread, nps = row
    code = next(market.code for market in world.structure.markets if market.name.en == name)
    truth = world.truth
    style = truth.response_styles[code]
    assert [number(cell) for cell in (latent, shift, spread)] == [
        truth.latent_means["relationship"][code],
        style["shift"],
        style["spread"],
    ]
    expected = truth.expect("nps", market=code, field_id="relationship.nps").value
    assert number(nps) == pytest.approx(expected, abs=0.051)


@pytest.mark.parametrize("row", table_under("The feedback card"), ids=lambda row: row[0])
def test_waves_are_those_of_the_truth(world, row):
    days, names = row
    wanted = None if days == "never" else int(days)
    found = [centre.name.en for centre in world.structure.centres if centre.card_days_before_end == wanted]
    assert names.split(", ") == found


def test_numbers_in_the_text_are_those_of_the_model():
    text = GUIDE.read_text(encoding="utf-8").replace("\n", " ")
    for words in (
        f"{model.FAULT_DAYS_BEFORE_END} days",
        f"by {abs(model.FAULT_SIZE):.1f} standard deviations",
        f"by {model.CARD_SIZE:.1f} standard deviations",
        f"{model.RENEWAL_SLOPE:.1f} to the log-odds",
    ):
        assert words in text, words
