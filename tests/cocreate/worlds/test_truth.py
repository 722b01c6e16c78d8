"""The truth of the world is recovered from its tables: first by plain NumPy, then by the library itself."""

from collections import defaultdict
from datetime import date

import numpy as np
import pytest

import cocreate
from cocreate.worlds import learning_centres

END = date(2026, 6, 30)
MEASURES = ("nps", "csat", "ces")


def periods_of(times) -> np.ndarray:
    """0 for the last 90 days, 1 for the 90 before, and so on."""
    return (np.datetime64(END) - times.astype("datetime64[D]")).astype(int) // 90


@pytest.fixture(scope="module")
def periods(world) -> np.ndarray:
    return periods_of(world.records["collected_at"])


def value_of(measure: str, scores: np.ndarray) -> np.ndarray:
    """What each answer counts, by the definition of the measure."""
    if measure == "nps":
        return 100.0 * ((scores >= 9).astype(float) - (scores <= 6).astype(float))
    return (scores >= 4).astype(float) if measure == "csat" else scores


def chosen(world, measure, *, market=None, stage=None, touchpoint=None) -> np.ndarray:
    records = world.records
    rows = records["field_type"] == measure
    if measure == "rating":
        rows = records["field_id"] == "review.rating"
    stages = {point.code: point.stage for point in world.structure.touchpoints}
    if market:
        rows &= records["market"] == market
    if touchpoint:
        rows &= records["touchpoint"] == touchpoint
    if stage:
        rows &= np.isin(
            records["touchpoint"].astype(str), [code for code, of in stages.items() if of == stage]
        )
    return rows


def z_of_cells(world, periods) -> tuple[np.ndarray, np.ndarray]:
    """How far each cell's mean and size lie from the truth, in standard errors."""
    records = world.records
    solved = np.array([bool(value) for value in records["value_boolean"]])
    scores = np.where(records["field_type"] == "boolean", solved, records["value_number"])
    keys = zip(records["field_id"], records["touchpoint"], records["market"], periods.tolist(), strict=True)
    found = defaultdict(list)
    for key, score in zip(keys, scores, strict=True):
        found[key].append(score)
    means, sizes = [], []
    for cell in world.truth.cells:
        answers = np.array(found[cell.field_id, cell.touchpoint, cell.market, cell.period])
        values = cell.lowest + np.arange(len(cell.shares))
        mean = values @ np.array(cell.shares)
        sd = np.sqrt((values - mean) ** 2 @ np.array(cell.shares))
        sizes.append((len(answers) - cell.expected_n) / np.sqrt(cell.expected_n))
        if len(answers) >= 30:
            means.append((answers.mean() - mean) / (sd / np.sqrt(len(answers))))
    return np.array(means), np.array(sizes)


def test_every_cell_has_the_mean_and_size_that_the_truth_expects(world, periods):
    means, sizes = z_of_cells(world, periods)
    assert len(means) > 500
    assert np.abs(means).max() < 4
    assert np.mean(means**2) == pytest.approx(1, abs=0.15)
    assert abs(means.mean()) < 0.15
    assert np.abs(sizes).max() < 4
    assert np.mean(sizes**2) == pytest.approx(1, abs=0.2)


def test_the_shares_of_all_answers_are_those_of_the_truth(world):
    scored = ~np.isnan(world.records["value_number"])
    for field in {cell.field_id for cell in world.truth.cells if cell.measure != "boolean"}:
        cells = [cell for cell in world.truth.cells if cell.field_id == field]
        expected = np.sum([cell.expected_n * np.array(cell.shares) for cell in cells], axis=0)
        rows = scored & (world.records["field_id"] == field)
        counts = np.bincount(
            world.records["value_number"][rows].astype(int) - cells[0].lowest, minlength=len(expected)
        )
        share = expected / expected.sum()
        z = (counts / counts.sum() - share) / np.sqrt(share * (1 - share) / counts.sum())
        assert np.abs(z).max() < 5, field  # some answers are of the same person: a little wider than 4


def test_all_changes_are_found_within_four_standard_errors(world, periods):
    for change in world.truth.changes:
        if change.measure not in {*MEASURES, "rating"}:
            continue
        rows = chosen(
            world, change.measure, market=change.market, stage=change.stage, touchpoint=change.touchpoint
        )
        after, before = (
            value_of(change.measure, world.records["value_number"][rows & (periods == period)])
            for period in (0, 1)
        )
        if min(len(after), len(before)) < 30:
            continue
        error = np.sqrt(after.var() / len(after) + before.var() / len(before))
        assert abs(after.mean() - before.mean() - change.size) < 4 * error, change


def by_place(world, periods, measure):
    """Estimates of both periods by touchpoint and market, with the library."""
    estimator = getattr(cocreate, measure)
    rows = (world.records["field_type"] == measure) & (world.records["touchpoint"] != None)  # noqa: E711
    made = []
    for period in (1, 0):
        at = rows & (periods == period)
        columns = ("touchpoint", "market", "value_number")
        table = {name: world.records[name][at].tolist() for name in columns}
        lines = [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]
        made.append(estimator(lines, "value_number", by=["touchpoint", "market"]))
    return cocreate.compare(*made)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_library_finds_the_fault_and_the_card_and_nothing_else(world, periods, measure):
    causes = {
        (one.touchpoint, one.market): one
        for one in world.truth.changes
        if one.measure == measure and one.touchpoint and one.market
    }
    for difference in by_place(world, periods, measure):
        place = (difference.group["touchpoint"], difference.group["market"])
        cause = causes[place].cause
        if cause == "fault":
            assert difference.verdict == "lower", place
        elif cause == "card":
            assert difference.verdict != "lower", place
        else:
            assert cause == "nothing"
            assert difference.verdict == "within chance", place


@pytest.mark.parametrize(
    ("measure", "stage", "verdict"),
    [
        ("nps", None, "lower"),
        ("csat", None, "lower"),
        ("ces", None, "lower"),
        ("nps", "help", "lower"),
        ("csat", "after-class", "higher"),
        ("nps", "after-class", "higher"),
        ("csat", "in-class", "within chance"),
        ("nps", "renew", "within chance"),
    ],
)
def test_the_library_tells_the_story_of_the_last_90_days(world, periods, measure, stage, verdict):
    rows = chosen(world, measure, stage=stage)
    before, after = (
        getattr(cocreate, measure)(
            {"score": world.records["value_number"][rows & (periods == period)].tolist()}, "score"
        )
        for period in (1, 0)
    )
    difference = cocreate.compare(before, after)
    assert difference.verdict == verdict
    truth = next(
        one
        for one in world.truth.changes
        if (one.measure, one.stage, one.touchpoint, one.market) == (measure, stage, None, None)
    )
    error = np.hypot(before.std_error, after.std_error)
    assert abs(difference.value - truth.size) < 4 * error


def test_the_card_lifts_each_centre_by_its_own_effect(world):
    records = world.records
    centre = np.array([one["centre"] for one in records["metadata"]])
    asked = (records["field_id"] == "after-class.csat") & (
        records["touchpoint"] == world.truth.card.touchpoint
    )
    z = []
    for one in world.truth.card.centres:
        here = asked & (centre == one.centre)
        happy = records["value_number"] >= 4
        start = np.datetime64(one.start or "2100-01-01")
        late = records["collected_at"] >= start
        for rows, truth in ((here & ~late, one.csat_without), (here & late, one.csat_with)):
            if rows.sum() >= 30:
                z.append((happy[rows].mean() - truth) / np.sqrt(truth * (1 - truth) / rows.sum()))
    assert len(z) > 30
    assert np.abs(z).max() < 4
    assert np.mean(np.square(z)) == pytest.approx(1, abs=0.5)


def test_response_styles_are_visible(world):
    """A wider style gives more answers at the ends; a shift moves the mean of the same opinions."""
    battery = world.records["field_group_id"] == "relationship.components"
    spread, ends = {}, {}
    for market in ("cn", "gb", "sg"):
        scores = world.records["value_number"][battery & (world.records["market"] == market)]
        spread[market] = scores.std()
        ends[market] = np.mean((scores <= 3) | (scores == 10))
    assert spread["cn"] < spread["sg"] < spread["gb"]
    assert ends["sg"] < ends["gb"]
    styles = world.truth.response_styles
    assert styles["cn"]["spread"] < styles["sg"]["spread"] < styles["gb"]["spread"]


def test_components_drive_the_relationship_score_in_their_order(world):
    rows = np.isin(world.records["source_id"], ["relationship"]) & ~np.isnan(world.records["value_number"])
    by_submission = defaultdict(dict)
    for submission, field, score in zip(
        world.records["submission_id"][rows],
        world.records["field_id"][rows],
        world.records["value_number"][rows],
        strict=True,
    ):
        by_submission[submission][field.split(".")[1]] = score
    weights = world.truth.driver_weights
    parts = sorted(weights, key=weights.__getitem__, reverse=True)
    full = np.array(
        [[one[part] for part in ("nps", *parts)] for one in by_submission.values() if len(one) == 6]
    )
    standard = (full - full.mean(axis=0)) / full.std(axis=0)
    slopes, *_ = np.linalg.lstsq(standard[:, 1:], standard[:, 0], rcond=None)
    assert np.all(np.diff(slopes) < 0)


def term_ends(world):
    """(market, plan) → renewed and lapsed counts, from the events alone."""
    people = {
        user: (market, plan)
        for user, market, plan in zip(
            world.customers["external_id"], world.customers["market"], world.customers["plan"], strict=True
        )
    }
    counts = defaultdict(lambda: [0, 0])
    for user, event in zip(world.events["user_id"], world.events["event"], strict=True):
        if event in {"Renewed", "Lapsed"}:
            counts[people[user]][event == "Lapsed"] += 1
    return counts


def test_renewals_follow_the_stated_model(world):
    for (market, plan), (renewed, lapsed) in term_ends(world).items():
        truth = world.truth.renewal.shares[market][plan]
        n = renewed + lapsed
        assert abs(renewed / n - truth) < 4 * np.sqrt(truth * (1 - truth) / n), (market, plan)


def test_those_who_recommend_stay_as_often_as_the_truth_says(world):
    outcomes = defaultdict(list)
    ends = np.isin(world.events["event"], ["Renewed", "Lapsed"])
    for user, event, at in zip(
        world.events["user_id"][ends], world.events["event"][ends], world.events["at"][ends], strict=True
    ):
        outcomes[user].append((at.astype("datetime64[D]"), event == "Renewed"))
    plans = dict(zip(world.customers["external_id"], world.customers["plan"], strict=True))
    days = {"term": 120, "half-year": 182, "year": 365}
    asked = world.records["field_id"] == "relationship.nps"
    found = defaultdict(list)
    for user, market, at, score in zip(
        world.records["user_id"][asked],
        world.records["market"][asked],
        world.records["collected_at"][asked].astype("datetime64[D]"),
        world.records["value_number"][asked],
        strict=True,
    ):
        group = "promoters" if score >= 9 else "detractors" if score <= 6 else "passives"
        decided = [
            renewed
            for on, renewed in outcomes[user]
            if at < on <= at + np.timedelta64(days[plans[user]], "D")
        ]
        if decided:
            found[market, plans[user], group].append(decided[0])
    z = []
    for (market, plan, group), decided in found.items():
        truth = world.truth.renewal.by_nps[market][plan][group]
        z.append((np.mean(decided) - truth) / np.sqrt(truth * (1 - truth) / len(decided)))
    assert len(z) == 27
    assert np.abs(z).max() < 4
    assert np.mean(np.square(z)) == pytest.approx(1, abs=0.7)
    for market in world.truth.renewal.by_nps.values():
        for groups in market.values():
            assert groups["detractors"] < groups["passives"] < groups["promoters"]


def intervals(seed: int) -> tuple[list[bool], list[bool]]:
    """Whether the library's intervals hold the truth in a small world, and its true nulls stay null."""
    world = learning_centres(end=END, customers=2_000, seed=seed)
    periods = periods_of(world.records["collected_at"])
    held, nulls = [], []
    for measure in MEASURES:
        rows = world.records["field_type"] == measure
        table = {
            "market": world.records["market"][rows].tolist(),
            "period": periods[rows].tolist(),
            "score": world.records["value_number"][rows].tolist(),
        }
        lines = [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]
        made = getattr(cocreate, measure)(lines, "score", by=["market", "period"])
        for one in made:
            truth = world.truth.expect(measure, market=one.group["market"], period=one.group["period"])
            if one.n >= 20:
                held.append(one.low <= truth.value <= one.high)
    for measure in ("nps", "csat"):
        rows = chosen(world, measure, stage="in-class") | chosen(world, measure, touchpoint="progress-report")
        before, after = (
            getattr(cocreate, measure)(
                {"s": world.records["value_number"][rows & (periods == period)].tolist()}, "s"
            )
            for period in (1, 0)
        )
        nulls.append(cocreate.compare(before, after).verdict == "within chance")
    return held, nulls


@pytest.mark.slow
def test_intervals_hold_the_truth_at_their_rate():
    found = [intervals(seed) for seed in range(24)]
    held = [one for some, _ in found for one in some]
    nulls = [one for _, some in found for one in some]
    assert len(held) > 1_200
    assert 0.925 <= np.mean(held) <= 0.97
    assert np.mean(nulls) >= 0.85
