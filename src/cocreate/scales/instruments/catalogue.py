"""The instruments there are, by name."""

from cocreate.errors import MissingColumnError
from cocreate.scales.instruments.cocreation import BEHAVIOUR, DART
from cocreate.scales.instruments.experience import COMPONENTS, EDUCATION, SUSTAINABILITY
from cocreate.scales.instruments.motives import BENEFITS, MOTIVES, SELF_DETERMINATION
from cocreate.scales.instruments.wording import Instrument

INSTRUMENTS: tuple[Instrument, ...] = (
    BEHAVIOUR,
    DART,
    BENEFITS,
    MOTIVES,
    SELF_DETERMINATION,
    EDUCATION,
    COMPONENTS,
    SUSTAINABILITY,
)


def instrument(name: str) -> Instrument:
    """Give a questionnaire by its name, with statements in English and Chinese.

    Args:
        name: one of `INSTRUMENTS`' keys, as "cocreation_behaviour".

    Returns:
        Instrument: dimensions, items and scale; `factors` and `reverse` go into `cfa`, `reliability` and
        `scale_scores`.

    Raises:
        MissingColumnError: if there is none of that name; the nearest is named.

    Method:
        No estimate. The structure follows its source, the wording is ours and has not been tried on people: look at
        `reliability`, `cfa` and, across languages, `invariance` before anything is concluded.

    Source:
        Named in each instrument; tests/cocreate/scales/test_instruments.py.

    >>> instrument("dart").factors["dialogue"]
    ['dialogue_1', 'dialogue_2', 'dialogue_3']
    """
    for found in INSTRUMENTS:
        if found.key == name:
            return found
    raise MissingColumnError(name, [found.key for found in INSTRUMENTS], what="instrument")
