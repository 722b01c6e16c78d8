import re

import pytest

from cocreate.errors import MissingColumnError
from cocreate.scales import INSTRUMENTS, instrument

EVERY = [item for found in INSTRUMENTS for dimension in found.dimensions for item in dimension.items]


@pytest.mark.parametrize("found", INSTRUMENTS, ids=lambda found: found.key)
def test_every_statement_is_there_in_both_languages(found):
    english, chinese = found.statements("en"), found.statements("zh")
    assert english.keys() == chinese.keys()
    for key in english:
        assert re.fullmatch(r"[A-Z].*\.", english[key]), key
        assert re.fullmatch(r"[\u4e00-\u9fff].*。", chinese[key]), key
    assert sum(map(len, found.factors.values())) == len(english)
    assert found.scale[0] < found.scale[1]
    assert "Structure:" in found.source


def test_no_statement_stands_twice_within_an_instrument():
    for found in INSTRUMENTS:
        for language in ("en", "zh"):
            statements = list(found.statements(language).values())
            assert len(statements) == len(set(statements)), found.key


def test_cocreation_behaviour_has_the_structure_of_its_source():
    """Yi and Gong (2013): 3 + 4 + 4 + 5 items of participation, 3 + 3 + 4 + 3 of citizenship."""
    sizes = [len(items) for items in instrument("cocreation_behaviour").factors.values()]
    assert sizes == [3, 4, 4, 5, 3, 3, 4, 3]


def test_self_determination_runs_backwards_in_places():
    assert instrument("self_determination").reverse == ["autonomy_3", "competence_3", "relatedness_3"]


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(MissingColumnError, match="did you mean 'cocreation_motives'"):
        instrument("cocreation_motive")
