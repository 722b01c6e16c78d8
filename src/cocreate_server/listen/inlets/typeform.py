"""Records out of a payload of Typeform: its own definition says what each answer is.

Source: Typeform, "Webhooks: example payload" (`form_response` with `definition`, `answers`, `hidden`, `token`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cocreate_server.ground.records.api import NewRecord
from cocreate_server.listen.inlets.making import Made, Origin, Problem
from cocreate_server.listen.inlets.values import Unusable, boolean_of, number_of, text_of, time_of

WHO = ("user_id", "customer_id", "userid", "customerid", "uid")
NOT_TAKEN = frozenset({"email", "phone_number", "payment", "file_url", "calendly"})


def typeform_made(payload: Mapping[str, Any], origin: Origin) -> Made:
    """Make the records of one response.

    Args:
        payload: As it came, signature checked.
        origin: Where it came from.
    """
    response = _object(payload.get("form_response"))
    definition = _object(response.get("definition"))
    asked = {str(each.get("id")): each for each in _objects(definition.get("fields"))}
    records: list[NewRecord] = []
    problems: list[Problem] = []
    try:
        beside = _beside(response, definition, origin)
    except Unusable as error:
        return Made((), (Problem("/form_response/submitted_at", str(error)),))
    for answer in _objects(response.get("answers")):
        given = _object(answer.get("field"))
        field = {**asked.get(str(given.get("id")), {}), **given}
        try:
            records += [NewRecord(**{**beside, **columns}) for columns in _columns(answer, field, origin)]
        except Unusable as error:
            problems.append(Problem(str(field.get("ref") or field.get("id") or "?"), str(error)))
    if not records and not problems:
        problems.append(Problem("/form_response/answers", _("There is no answer in it.")))
    return Made(tuple(records), tuple(problems))


def _beside(response: Mapping[str, Any], definition: Mapping[str, Any], origin: Origin) -> dict[str, Any]:
    """What is said of every answer of the response."""
    hidden = {name: text_of(value) for name, value in _object(response.get("hidden")).items()}
    who = next((hidden.pop(name) for name in WHO if hidden.get(name)), "")
    beside: dict[str, Any] = {
        "submission_id": str(response.get("token") or origin.digest),
        "source_type": origin.source_type,
        "source_id": str(response.get("form_id") or origin.source_id),
        "source_name": str(definition.get("title") or origin.source_name)[:255],
        "user_id": who,
        "language": hidden.pop("language", ""),
        "metadata": {"traits": hidden} if hidden else {},
    }
    if response.get("submitted_at"):
        beside["collected_at"] = time_of(response["submitted_at"], zone=origin.zone)
    return beside


def _columns(answer: Mapping[str, Any], field: Mapping[str, Any], origin: Origin) -> Iterator[dict[str, Any]]:
    """What is a record's own, for each record that an answer gives."""
    kind, asked = str(answer.get("type")), str(field.get("type"))
    value = answer.get(kind)
    own = {
        "field_id": str(field.get("ref") or field.get("id") or "?")[:255],
        "field_label": str(field.get("title") or "")[:2000],
    }
    if kind in NOT_TAKEN:
        raise Unusable(_("E-mail addresses, phone numbers, payments and files are not taken."))
    if kind == "number":
        yield own | _score(asked, field, value)
    elif kind in {"text", "url"}:
        yield own | {"field_type": "text", "value_text": text_of(value)}
    elif kind == "boolean":
        yield own | {"field_type": "boolean", "value_boolean": boolean_of(value)}
    elif kind == "date":
        yield own | {"field_type": "date", "value_date": time_of(value, zone=origin.zone)}
    elif kind == "choice":
        choice = _object(value)
        yield own | _choice(choice.get("label") or choice.get("other"), choice.get("ref") or choice.get("id"))
    elif kind == "choices":
        yield from _several(own, _object(value))
    else:
        raise Unusable(_("Answers of the kind “%(kind)s” are not known.") % {"kind": kind[:40]})


def _score(asked: str, field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """A number, and the scale where the question is of a kind that has one."""
    number = number_of(value)
    shape = _object(field.get("properties"))
    if asked == "nps":
        return {"field_type": "nps", "value_number": number}
    if asked == "rating" or (asked == "opinion_scale" and shape.get("steps")):
        low = 1.0 if asked == "rating" or shape.get("start_at_one") else 0.0
        steps = number_of(shape.get("steps") or 5)
        return {
            "field_type": "rating",
            "value_number": number,
            "scale_min": low,
            "scale_max": low + steps - 1,
        }
    return {"field_type": "number", "value_number": number}


def _choice(label: Any, code: Any) -> dict[str, Any]:
    return {
        "field_type": "categorical",
        "value_text": text_of(label or code or ""),
        "value_id": str(code or "")[:255],
    }


def _several(own: Mapping[str, Any], chosen: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    labels = [*_list(chosen.get("labels")), *filter(None, [chosen.get("other")])]
    codes = _list(chosen.get("refs")) or _list(chosen.get("ids"))
    group = {"field_group_id": own["field_id"], "field_group_label": own["field_label"]}
    for place, label in enumerate(labels):
        code = codes[place] if place < len(codes) else label
        yield {
            **own,
            **group,
            "field_id": f"{own['field_id'][:127]}:{str(code)[:127]}",
            **_choice(label, code),
        }


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [inner for inner in _list(value) if isinstance(inner, Mapping)]
