"""Where records lie on the map: labels become codes, rules place what came without a touchpoint, new places are noted."""

from collections.abc import Iterable, Mapping
from typing import Any

from cocreate_server.ground.records.models import Channel, Component, MappingRule, Touchpoint

PLACES: Mapping[str, type[Touchpoint | Channel | Component]] = {
    "touchpoint": Touchpoint,
    "channel": Channel,
    "component": Component,
}
LONGEST_CODE = 60
COMPARISONS = {
    MappingRule.Operator.IS: "lower({field}) = lower({value})",
    MappingRule.Operator.CONTAINS: "contains(lower({field}), lower({value}))",
    MappingRule.Operator.STARTS: "starts_with(lower({field}), lower({value}))",
}


def placing_sql(workspace_id: int, *, fields: Mapping[str, str]) -> dict[str, str]:
    """SQL of the engine for a record's touchpoint, channel and component.

    Args:
        workspace_id: Whose map and rules.
        fields: For each field that rules look at, and for `touchpoint`, `channel` and `component`, SQL for its
            text, never NULL.

    Returns:
        For touchpoint, channel and component SQL for the code: what the record says, by code or by name in either
        language; else what the first rule that fits says; else nothing.
    """
    rules = list(MappingRule.objects.filter(workspace_id=workspace_id).select_related(*PLACES))
    return {name: _place_sql(name, model, workspace_id, rules, fields) for name, model in PLACES.items()}


def _place_sql(
    name: str,
    model: type[Touchpoint | Channel | Component],
    workspace_id: int,
    rules: list[MappingRule],
    fields: Mapping[str, str],
) -> str:
    said = f"left(trim({fields[name]}), {LONGEST_CODE})"
    cases = "".join(
        f" WHEN {said} IN ({', '.join(_literal(label) for label in {place.code, place.name_en, place.name_zh} if label)})"
        f" THEN {_literal(place.code)}"
        for place in model.objects.filter(workspace_id=workspace_id)
    )
    cases += f" WHEN {said} <> '' THEN {said}"
    for rule in rules:
        place = getattr(rule, name)
        if place is not None:
            fits = COMPARISONS[MappingRule.Operator(rule.operator)].format(
                field=fields[rule.field], value=_literal(rule.value)
            )
            cases += f" WHEN {fits} THEN {_literal(place.code)}"
    return f"CASE{cases} ELSE '' END"


def places_ensure(workspace_id: int, kind: str, codes: Iterable[str]) -> None:
    """Put places that records speak of and the map lacks on the map, under the name they came with.

    Args:
        workspace_id: Whose map.
        kind: touchpoint, channel or component.
        codes: The codes that records carry.
    """
    model = PLACES[kind]
    places = model.objects.filter(workspace_id=workspace_id)
    known = set(places.values_list("code", flat=True))
    fresh: list[Any] = [
        model(workspace_id=workspace_id, code=code, name_en=code, position=len(known) + number)
        for number, code in enumerate(sorted(set(codes) - known))
    ]
    model.objects.bulk_create(fresh, ignore_conflicts=True)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
