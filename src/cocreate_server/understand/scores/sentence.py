"""The sentence the Overview opens with: what changed beyond chance, and where; composed from the figures.

The words come from the catalogue in the reader's language, the figures are filled in, and what got better or worse is
marked so that the page can colour it.
"""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cocreate import Difference
from cocreate_server.ground.ui.numbers import change as signed
from cocreate_server.ground.ui.numbers import figure
from cocreate_server.understand.scores.dimensions import Dimensions
from cocreate_server.understand.scores.findings import Place
from cocreate_server.understand.scores.measures import Measure
from cocreate_server.understand.scores.overview import Overview

MOST_PLACES = 2


def sentence_of(overview: Overview, dimensions: Dimensions) -> SafeString:
    """The sentence, as safe HTML."""
    if all(tile.now is None for tile in overview.tiles):
        return format_html("{}", _("Nobody has answered in this period."))
    places = overview.places
    told = [place for place in places if not place.better][:MOST_PLACES] + [
        place for place in places if place.better
    ][:MOST_PLACES]
    parts = [
        _about_everyone(overview),
        *(_about_place(place, dimensions, overview.markets) for place in told),
    ]
    if not told and overview.by_stage:
        parts.append(format_html("{}", _("No stage of the journey changed beyond chance.")))
    space = "" if (get_language() or "").startswith("zh") else " "
    return mark_safe(space.join(parts))  # noqa: S308 - joined from safe parts


def amount_of(measure: Measure, change: Difference) -> str:
    """How large a change is, without its sign, with its unit."""
    size = figure(abs(change.value) * measure.factor, measure.decimals)
    if measure.kind == "nps":
        return _("%(size)s points") % {"size": size}
    return _("%(size)s percentage points") % {"size": size} if measure.is_share else size


def _about_everyone(overview: Overview) -> SafeString:
    tile = next(tile for tile in overview.tiles if tile.now is not None)
    change, measure = tile.change, tile.measure
    if change is None:
        return format_html(
            "{}", _("%(measure)s has no period before to compare with yet.") % {"measure": measure.label}
        )
    if change.verdict == "within chance":
        return format_html("{}", _("%(measure)s did not change beyond chance.") % {"measure": measure.label})
    better = change.verdict == "higher"
    text = (
        _("{measure} rose by {amount}, beyond chance.")
        if better
        else _("{measure} fell by {amount}, beyond chance.")
    )
    return format_html(text, measure=measure.label, amount=_marked(amount_of(measure, change), better=better))


def _about_place(place: Place, dimensions: Dimensions, markets: frozenset[str]) -> SafeString:
    measure, change = place.measure, place.change
    everywhere = not place.markets or (len(markets) > 1 and set(place.markets) == set(markets))
    if place.better:
        text = (
            _("{stage} got better: {measure} {amount}.")
            if everywhere
            else _("{stage} got better in {markets}: {measure} {amount}.")
        )
    else:
        text = (
            _("{stage} got worse: {measure} {amount}.")
            if everywhere
            else _("{stage} got worse in {markets}: {measure} {amount}.")
        )
    names = [dimensions.label_of("market", market) for market in place.markets]
    return format_html(
        text,
        stage=_marked(dimensions.label_of("stage", place.stage), better=place.better),
        markets=listed(names),
        measure=measure.label,
        amount=signed(change.value * measure.factor, measure.decimals),
    )


def listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence.

    >>> listed(["China", "Singapore"])
    'China and Singapore'
    """
    if len(names) < 2:  # noqa: PLR2004 - one name is no list
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": _(", ").join(names[:-1]), "last": names[-1]}


def _marked(text: str, *, better: bool) -> SafeString:
    return format_html('<b class="{}">{}</b>', "better" if better else "worse", text)
