import numpy as np
import pandas as pd
import pytest

from cocreate import mean_score, nps
from cocreate.drivers import importance
from cocreate.errors import InputError, MissingColumnError, NotEnoughDataError, OptionError
from cocreate.journeys import moments_of_truth, stage_scores

TRUTH = {"case": "case", "stage": "activity", "score": "score", "overall": "overall"}


def test_scores_are_the_measures_own(log):
    rounded = log.assign(score=log["score"].round())
    found = stage_scores(rounded, stage="activity", score="score", measure="nps")
    assert found == nps(rounded, "score", by="activity")
    assert found.measure == "nps"


def test_order_named(log, world):
    found = stage_scores(log, stage="activity", score="score", stages=world.stages)
    assert [each.group["activity"] for each in found] == list(world.stages)
    plain = mean_score(log, "score", by="activity")
    for each in found:
        assert each.value == plain.find(each.group).value


def test_order_by_time(log, world):
    """Mean time since the first event; here it is the chain's own order, whatever the names are."""
    found = stage_scores(log, stage="activity", score="score", case="case", when="when")
    assert [each.group["activity"] for each in found] == list(world.stages)


def test_order_by_name_otherwise(log):
    found = stage_scores(log, stage="activity", score="score")
    assert [each.group["activity"] for each in found] == sorted(log["activity"].unique())


def test_every_form_of_table(as_form):
    table = {"stage": ["b", "a", "b", "a"], "score": [8, 4, 9, 6]}
    found = stage_scores(as_form(table), stage="stage", score="score", stages=["b", "a"], scale=(0, 10))
    assert [(each.group["stage"], each.value, each.n) for each in found] == [("b", 8.5, 2), ("a", 5.0, 2)]


def test_feelings_are_recovered(log, world):
    found = stage_scores(log, stage="activity", score="score", stages=world.stages)
    for each in found:
        assert each.value == pytest.approx(world.feeling[each.group["activity"]], abs=0.15)


def test_wrong_stage_scores(log):
    with pytest.raises(OptionError, match="measure == 'stars'"):
        stage_scores(log, stage="activity", score="score", measure="stars")
    with pytest.raises(OptionError, match="both or neither"):
        stage_scores(log, stage="activity", score="score", case="case")
    with pytest.raises(OptionError, match="NPS is asked from 0 to 10"):
        stage_scores(log, stage="activity", score="score", measure="nps", scale=(1, 5))
    with pytest.raises(MissingColumnError, match="did you mean 'order'"):
        stage_scores(log, stage="activity", score="score", stages=["ordr"])
    with pytest.raises(MissingColumnError, match="'wehn'"):
        stage_scores(log, stage="activity", score="score", case="case", when="wehn")


@pytest.fixture(scope="module")
def judged():
    """Every case is asked at three stages, and judged as 0.6, 0.3 and 0 of them; some answers are missing."""
    rng = np.random.default_rng(6)
    scores = rng.normal(7, 1, (1500, 3))
    overall = scores @ [0.6, 0.3, 0.0] + rng.normal(0, 0.4, 1500)
    return pd.DataFrame(
        {
            "case": np.repeat(np.arange(1500), 3),
            "activity": np.tile(["visit", "order", "support"], 1500),
            "score": scores.ravel(),
            "overall": np.repeat(overall, 3),
        }
    )


def test_weights_of_stages(judged):
    """Uncorrelated stages weigh as the squares of their slopes: .36, .09 and 0 of .61."""
    found = moments_of_truth(judged, **TRUTH)
    assert [driver.name for driver in found] == ["visit", "order", "support"]
    for name, true in (("visit", 0.36 / 0.61), ("order", 0.09 / 0.61)):
        assert found.find(name).low <= true <= found.find(name).high
    assert (found[0].rank_from, found[0].rank_to, found[2].rank_from) == (1, 1, 3)


def test_it_is_importance_on_the_matrix_of_cases_and_stages(judged):
    wide = judged.pivot_table(index="case", columns="activity", values="score")
    wide["overall"] = judged.groupby("case")["overall"].first()
    expected = importance(wide, "overall", drivers=["order", "support", "visit"], intervals=None)
    found = moments_of_truth(judged, **TRUTH)
    assert [driver.importance for driver in found] == pytest.approx(
        [driver.importance for driver in expected]
    )


def test_missing_stages_are_said(judged):
    some = judged.sample(frac=0.7, random_state=1)
    found = moments_of_truth(some, **TRUTH)
    assert any("each pair of columns" in note for note in found.notes)
    assert found.find("visit").importance == pytest.approx(0.36 / 0.61, abs=0.06)
    whole = moments_of_truth(some, **TRUTH, missing="listwise")
    assert whole.n < found.n
    two = moments_of_truth(some, **TRUTH, stages=["visit", "order"])
    assert len(two) == 2


def test_an_overall_score_on_one_row_of_the_case_will_do(judged):
    last = judged.assign(overall=judged["overall"].where(judged["activity"] == "support"))
    expected = moments_of_truth(judged, **TRUTH)
    found = moments_of_truth(last, **TRUTH)
    assert [driver.importance for driver in found] == pytest.approx(
        [driver.importance for driver in expected]
    )


def test_every_form_of_events(as_form, judged):
    few = judged[:300].to_dict("list")
    found = moments_of_truth(as_form(few), **TRUTH)
    expected = moments_of_truth(few, **TRUTH)
    assert [d.importance for d in found] == pytest.approx([d.importance for d in expected])


def test_wrong_moments_of_truth(judged):
    with pytest.raises(MissingColumnError, match="stage"):
        moments_of_truth(judged, **TRUTH, stages=["visit", "sleep"])
    with pytest.raises(NotEnoughDataError, match="1 stages"):
        moments_of_truth(judged, **TRUTH, stages=["visit"])
    with pytest.raises(NotEnoughDataError, match="0 stages"):
        moments_of_truth(judged[:0], **TRUTH)
    named = judged.assign(activity=judged["activity"].replace("visit", "overall"))
    with pytest.raises(InputError, match="give one of them another name"):
        moments_of_truth(named, **TRUTH)
