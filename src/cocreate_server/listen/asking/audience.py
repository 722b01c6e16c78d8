"""Who would be asked, and why others would not; in the database, so that a million customers take seconds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from cocreate_server.ground.customers.api import Customer, addresses_all, customers_with_consent
from cocreate_server.ground.records.api import Event
from cocreate_server.listen.asking.models import BadAddress, Invitation, Manners, Sending
from cocreate_server.listen.asking.rules import Audience, TraitRule, TraitTest, audience_from

TRAIT = "(customers_customer.traits ->> %s)"
PLAIN_NUMBER = re.compile(r"\s*-?[0-9]{1,30}(\.[0-9]{1,30})?\s*")
NUMBER = r"'^\s*-?[0-9]{1,30}(\.[0-9]{1,30})?\s*$'"
# whoever does not carry the trait fits nothing: NULL is not true
TESTS = {
    TraitTest.IS: f"lower(btrim({TRAIT})) = lower(btrim(%s))",
    TraitTest.IS_NOT: f"lower(btrim({TRAIT})) <> lower(btrim(%s))",
    TraitTest.CONTAINS: f"strpos(lower({TRAIT}), lower(%s)) > 0",
}
AT_LEAST_NUMBER = f"CASE WHEN {TRAIT} ~ {NUMBER} THEN {TRAIT}::numeric >= %s::numeric END"
AT_LEAST_TEXT = f'{TRAIT} COLLATE "C" >= %s'
LEFT_ALONE = "lower(btrim(customers_customer.traits ->> 'do_not_contact')) IN ('true', 'yes', '1')"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a sending would reach.

    Attributes:
        meant: How many customers its rules fit.
        asked: How many of them would be asked.
        free: How many could be asked before a share of them is drawn.
        others: Why the others would not be, and how many.
    """

    meant: int
    asked: int
    free: int
    others: tuple[tuple[str, int], ...]


def reach_of(sending: Sending, manners: Manners, *, now: datetime) -> Reach:
    """Count whom a sending would reach if it were started now."""
    rows = _judged(sending, manners, now=now).order_by().values_list("hindrance").annotate(count=Count("pk"))
    counts = dict(rows)
    free = counts.pop("", 0)
    labels = dict(Invitation.Reason.choices)
    others = tuple(sorted(((str(labels[why]), n) for why, n in counts.items()), key=lambda pair: -pair[1]))
    return Reach(free + sum(counts.values()), sampled(free, share_pct=sending.share_pct), free, others)


def drawn(sending: Sending, manners: Manners, *, now: datetime) -> QuerySet[Customer]:
    """The customers a sending asks: of those who may be asked, exactly its share, by its seed."""
    free = _judged(sending, manners, now=now).filter(hindrance="")
    if sending.share_pct < 100:  # noqa: PLR2004 - all of them
        lot = RawSQL("md5(%s || ' ' || customers_customer.id)", [str(sending.seed)], output_field=CharField())
        wanted = sampled(free.count(), share_pct=sending.share_pct)
        free = free.annotate(lot=lot).order_by("lot", "pk")[:wanted]
    return free


def sampled(count: int, *, share_pct: int) -> int:
    """How many a share of so many is, rounded to the nearest."""
    return (count * share_pct + 50) // 100


def fits(sending: Sending, customer_id: int, *, now: datetime) -> bool:
    """Whether the rules of a sending fit one customer."""
    return _meant(sending, now=now).filter(pk=customer_id).exists()


def _meant(sending: Sending, *, now: datetime) -> QuerySet[Customer]:
    audience = audience_from(sending.audience)
    people = customers_with_consent(sending.workspace_id)
    if audience.markets:
        people = people.filter(market__in=audience.markets)
    if audience.languages:
        people = people.filter(language__in=audience.languages)
    for where, given in map(_trait, audience.traits):
        people = people.extra(where=[where], params=given)  # noqa: S610 - our own words; values are parameters
    for found in _events(audience, sending.workspace_id, now=now):
        people = people.filter(found)
    return people


def _judged(sending: Sending, manners: Manners, *, now: datetime) -> QuerySet[Any]:
    """Customers that the rules fit, each with what stands against asking them; the first of several reasons."""
    reason = Invitation.Reason
    bad = BadAddress.objects.filter(workspace_id=sending.workspace_id, address=OuterRef("value"))
    works = addresses_all(sending.workspace_id).filter(~Exists(bad), customer=OuterRef("pk"))
    days = max(manners.cool_down_days, audience_from(sending.audience).not_asked_days)
    left_alone = RawSQL(LEFT_ALONE, [], output_field=BooleanField())  # noqa: S611 - our own words
    hindrance = Case(
        When(~Exists(works), then=Value(reason.NO_ADDRESS)),
        When(left_alone, then=Value(reason.DO_NOT_CONTACT)),
        When(feedback=False, then=Value(reason.REFUSED)),
        *([When(feedback=None, then=Value(reason.NO_YES))] if manners.needs_yes else []),
        *([When(_asked_since(now - timedelta(days=days)), then=Value(reason.ASKED_LATELY))] if days else []),
        default=Value(""),
        output_field=CharField(),
    )
    return _meant(sending, now=now).annotate(hindrance=hindrance)


def _asked_since(since: datetime) -> Exists:
    return Exists(Invitation.objects.filter(customer_id=OuterRef("pk"), last_sent_at__gt=since))


def _trait(rule: TraitRule) -> tuple[str, list[str]]:
    if rule.test is not TraitTest.AT_LEAST:
        return TESTS[rule.test], [rule.name, rule.value]
    if PLAIN_NUMBER.fullmatch(rule.value):
        return AT_LEAST_NUMBER, [rule.name, rule.name, rule.value]
    return AT_LEAST_TEXT, [rule.name, rule.value]


def _events(audience: Audience, workspace_id: int, *, now: datetime) -> Iterator[Q]:
    for rule in audience.events:
        since = now - timedelta(days=rule.within_days)
        found = Exists(
            Event.objects.filter(
                workspace_id=workspace_id, customer_id=OuterRef("pk"), name=rule.name, occurred_at__gte=since
            )
        )
        yield Q(found) if rule.did else ~Q(found)
