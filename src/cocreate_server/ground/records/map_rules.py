"""Rules that place records: kept in order, tried on recent records, applied to those that are there already.

For each of touchpoint, channel and component, the first rule that fits and names one decides.
A place the record came with stays, unless somebody asks for it to be replaced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.records.models import MappingRule

RECENT = 2_000
ROWS_A_BATCH = 5_000
TARGETS = ("touchpoint", "channel", "component")
_COMPARISONS: Mapping[str, str] = {
    MappingRule.Operator.IS: "lower({field}) = lower(%s)",
    MappingRule.Operator.CONTAINS: "strpos(lower({field}), lower(%s)) > 0",
    MappingRule.Operator.STARTS: "starts_with(lower({field}), lower(%s))",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What rules find among the newest records.

    Attributes:
        looked_at: How many records there were to look at.
        fits: For each rule, how many of them it fits.
    """

    looked_at: int
    fits: tuple[int, ...]


def rule_list_for(workspace_id: int) -> QuerySet[MappingRule]:
    """The rules of a workspace, in the order they are tried."""
    return MappingRule.objects.filter(workspace_id=workspace_id).select_related(*TARGETS)


def rule_get(workspace_id: int, rule_id: int) -> MappingRule | None:
    """One rule of a workspace."""
    return rule_list_for(workspace_id).filter(pk=rule_id).first()


@transaction.atomic
def rule_add(workspace_id: int, values: Mapping[str, Any], *, actor: Actor) -> MappingRule:
    """Add a rule behind the others."""
    last = rule_list_for(workspace_id).aggregate(last=Max("position"))["last"]
    rule = MappingRule.objects.create(
        workspace_id=workspace_id, position=0 if last is None else last + 1, **values
    )
    audit(actor, "rule.added", workspace_id=workspace_id, subject=str(rule))
    return rule


@transaction.atomic
def rule_update(rule: MappingRule, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Change what a rule looks at or where it leads."""
    for field, value in values.items():
        setattr(rule, field, value)
    rule.save(update_fields=list(values))
    audit(actor, "rule.changed", workspace_id=rule.workspace_id, subject=str(rule))


@transaction.atomic
def rule_move(rule: MappingRule, step: Literal["up", "down"], *, actor: Actor) -> bool:
    """Try a rule one place earlier or later. Returns whether there was room to."""
    rules = list(MappingRule.objects.select_for_update().filter(workspace_id=rule.workspace_id))
    here = next(at for at, other in enumerate(rules) if other.pk == rule.pk)
    there = here - 1 if step == "up" else here + 1
    if not 0 <= there < len(rules):
        return False
    rules[here], rules[there] = rules[there], rules[here]
    for position, each in enumerate(rules):
        each.position = position
    MappingRule.objects.bulk_update(rules, ["position"])
    audit(actor, "rule.moved", workspace_id=rule.workspace_id, subject=str(rule), step=step)
    return True


@transaction.atomic
def rule_delete(rule: MappingRule, *, actor: Actor) -> None:
    """Delete a rule; records it placed stay where they are."""
    rule.delete()
    audit(actor, "rule.deleted", workspace_id=rule.workspace_id, subject=str(rule))


def rules_try(workspace_id: int, rules: Sequence[MappingRule]) -> Tried:
    """How many of the newest records each rule fits; rules need not be saved."""
    counts, parameters = [], []
    for rule in rules:
        condition, value = _condition(rule)
        counts.append(f", count(*) FILTER (WHERE {condition})")
        parameters.append(value)
    newest = "SELECT * FROM records_record WHERE workspace_id = %s ORDER BY collected_at DESC LIMIT %s"
    with connection.cursor() as cursor:
        sql = f"SELECT count(*){''.join(counts)} FROM ({newest}) newest"  # noqa: S608 - our own words, values as parameters
        cursor.execute(sql, [*parameters, workspace_id, RECENT])
        looked_at, *fits = cursor.fetchone()
    return Tried(looked_at, tuple(fits))


def rules_apply(workspace_id: int, *, replace: bool) -> int:
    """Apply the rules to the records that are there, batch by batch; harmless to repeat, the lake follows.

    Args:
        workspace_id: Whose records.
        replace: Whether a rule that fits replaces a place the record has already.

    Returns:
        How many records lie elsewhere now.
    """
    rules = list(rule_list_for(workspace_id))
    if not rules:
        return 0
    statement, parameters = _placing(rules, replace=replace)
    moved, last = 0, UUID(int=0)
    while (end := _end_of_batch(workspace_id, last)) is not None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [*parameters, workspace_id, last, end])
            moved += cursor.rowcount
        last = end
    return moved


def _placing(rules: Sequence[MappingRule], *, replace: bool) -> tuple[str, list[str]]:
    """The update of one batch, and its parameters but for workspace, first and last id."""
    columns, parameters = [], []
    for target in TARGETS:
        cases = "" if replace else f" WHEN {target} <> '' THEN {target}"
        for rule in rules:
            place = getattr(rule, target)
            if place is not None:
                condition, value = _condition(rule)
                cases += f" WHEN {condition} THEN %s"
                parameters += [value, place.code]
        columns.append(f"CASE{cases} ELSE {target} END AS {target}" if cases else target)
    old, new = (", ".join(f"{table}.{target}" for target in TARGETS) for table in ("r", "placed"))
    changes = ", ".join(f"{target} = placed.{target}" for target in TARGETS)
    statement = (
        f"UPDATE records_record r SET {changes} FROM (SELECT id, {', '.join(columns)} FROM records_record "  # noqa: S608
        "WHERE workspace_id = %s AND id > %s AND id <= %s) placed "
        f"WHERE r.id = placed.id AND ({old}) IS DISTINCT FROM ({new})"
    )
    return statement, parameters


def _end_of_batch(workspace_id: int, last: UUID) -> UUID | None:
    batch = "SELECT id FROM records_record WHERE workspace_id = %s AND id > %s ORDER BY id LIMIT %s"
    last_of_batch = f"SELECT id FROM ({batch}) batch ORDER BY id DESC LIMIT 1"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(last_of_batch, [workspace_id, last, ROWS_A_BATCH])
        row = cursor.fetchone()
    return row[0] if row else None


def _condition(rule: MappingRule) -> tuple[str, str]:
    """The rule's condition on a record in PostgreSQL, and its parameter."""
    field = MappingRule.Field(rule.field).value  # one of our own columns, whatever the row says
    return _COMPARISONS[rule.operator].format(field=field), rule.value
