"""A survey of ours that travels inside a foreign file, laid over what that file says.

Foreign forms say less than ours, and people edit the files. So three surveys are laid over each other: what we kept, what
our own file says of it when it is read like anybody's, and what the file says now. Where the last two agree nobody changed
anything, and what we kept stands; where they differ, the file has been edited, and the edit stands.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from cocreate_surveys.codec import survey_from_data
from cocreate_surveys.definition import Survey
from cocreate_surveys.errors import DefinitionError
from cocreate_surveys.formats.brought import Brought, Lost


def restored(now: Brought, kept: Any, *, again: Callable[[Survey], Brought]) -> Brought:
    """What a file says, with what we kept of it.

    Args:
        now: The file, read like anybody's.
        kept: The data of our survey as it travelled; None where the file is not ours.
        again: Writes a survey without keeping anything, and reads it like anybody's.
    """
    if kept is None:
        return now
    try:
        ours = survey_from_data(kept)
    except DefinitionError as error:
        return Brought(now.survey, (*now.lost, Lost("", "kept", str(error)[:200])))
    before = again(ours)
    return Brought(
        laid_over(ours, before.survey, now.survey), tuple(one for one in now.lost if one not in before.lost)
    )


def laid_over[T](ours: T, before: T, now: T) -> T:
    """Ours where nothing changed from before to now, else now; part by part."""
    if before == now:
        return ours
    made: Any = now
    if isinstance(ours, msgspec.Struct) and type(ours) is type(before) is type(now):
        fields = ours.__struct_fields__
        made = type(ours)(
            **{name: laid_over(*(getattr(one, name) for one in (ours, before, now))) for name in fields}
        )
    elif isinstance(ours, Mapping) and isinstance(before, Mapping) and isinstance(now, Mapping):
        gone = before.keys() - now.keys()
        made = {key: text for key, text in ours.items() if key not in gone}
        made |= {key: text for key, text in now.items() if before.get(key) != text}
    elif isinstance(ours, tuple) and isinstance(before, tuple) and isinstance(now, tuple):
        made = _parts(ours, before, now)
    return made  # type: ignore[no-any-return] # of the kind of all three


def _parts(ours: tuple[Any, ...], before: tuple[Any, ...], now: tuple[Any, ...]) -> tuple[Any, ...]:
    """Parts with ids, each over its own, in the order they have now; what the form cannot say stays at its end."""
    if not all(hasattr(one, "id") for one in (*ours, *before, *now)):
        return now
    by_id = {one.id: one for one in ours}
    if len(ours) == len(before):  # an id may have been made to fit; the place tells whose it is
        by_id = {old.id: one for old, one in zip(before, ours, strict=True)}
    earlier = {one.id: one for one in before}
    made = [
        laid_over(by_id[one.id], earlier[one.id], one) if one.id in earlier and one.id in by_id else one
        for one in now
    ]
    unsaid = [one for key, one in by_id.items() if key not in earlier and key not in {new.id for new in now}]
    return (*made, *unsaid)
