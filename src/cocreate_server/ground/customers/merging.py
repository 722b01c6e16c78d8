"""Two customers made one, and made two again.

Everything of the one goes over to the other. What went is written down, so that it can go back: events by the id they
came with, all else by its own number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict, NotFound
from cocreate_server.ground.customers.models import Customer, IdentityLink, Merge
from cocreate_server.ground.records.api import people_hold_alone

ROW = "SELECT to_jsonb(c)::text FROM customers_customer c WHERE id = %s"
KNOWN_BY = """
    INSERT INTO customers_identity (workspace_id, customer_id, kind, value)
    SELECT workspace_id, id, 'user_id', external_id FROM customers_customer
    WHERE id = ANY (%s) AND external_id IS NOT NULL ON CONFLICT DO NOTHING
"""
FILL = """
    UPDATE customers_customer c SET traits = gone.traits || c.traits, created_at = least(c.created_at, gone.created_at),
        name = coalesce(nullif(c.name, ''), gone.name), language = coalesce(nullif(c.language, ''), gone.language),
        market = coalesce(nullif(c.market, ''), gone.market)
    FROM jsonb_populate_record(NULL::customers_customer, %(gone)s::jsonb) gone WHERE c.id = %(kept)s
"""
BRING_BACK = """
    INSERT INTO customers_customer SELECT * FROM jsonb_populate_record(NULL::customers_customer, %s::jsonb)
"""
# what was said of them since stays; what came from the other goes
EMPTY = """
    UPDATE customers_customer c SET external_id = was.external_id, created_at = was.created_at,
        name = CASE WHEN c.name = gone.name THEN was.name ELSE c.name END,
        language = CASE WHEN c.language = gone.language THEN was.language ELSE c.language END,
        market = CASE WHEN c.market = gone.market THEN was.market ELSE c.market END,
        traits = (
            SELECT coalesce(jsonb_object_agg(now.key, now.value), '{}') FROM jsonb_each(c.traits) now
            WHERE was.traits ? now.key OR gone.traits -> now.key IS DISTINCT FROM now.value
        )
    FROM jsonb_populate_record(NULL::customers_customer, %(before)s::jsonb) was,
         jsonb_populate_record(NULL::customers_customer, %(gone)s::jsonb) gone
    WHERE c.id = %(kept)s
"""
# ids of nobody known that were claimed for the one who leaves
CLAIMED_FOR = """
    SELECT i.id FROM customers_identity i JOIN LATERAL (
        SELECT user_id FROM customers_identitylink l
        WHERE l.workspace_id = i.workspace_id AND l.kind = 'claim' AND l.value = i.value AND l.cut_at IS NULL
        ORDER BY at, user_id LIMIT 1
    ) first_claim ON first_claim.user_id = ANY (%(ids)s)
    WHERE i.customer_id = %(kept)s AND i.kind = 'anonymous_id'
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """What went from one customer to another."""

    identity_ids: list[int]
    consent_ids: list[int]
    record_ids: list[Any]
    event_ids: list[Any]
    merge_ids: list[int]


def customers_merge(cursor: Any, kept_id: int, gone_id: int, *, said_by: str, now: datetime) -> Merge:
    """Make two customers one.

    Args:
        cursor: Inside a transaction that holds `people_hold_alone`.
        kept_id: The one that stays.
        gone_id: The one that is part of it from now on.
        said_by: Who or what says that they are one.
        now: When.
    """
    cursor.execute(KNOWN_BY, [[kept_id, gone_id]])
    before, gone = _row(cursor, kept_id), _row(cursor, gone_id)
    moved = _move(cursor, gone_id, kept_id)
    cursor.execute("DELETE FROM customers_customer WHERE id = %s", [gone_id])
    cursor.execute(FILL, {"kept": kept_id, "gone": _json(gone)})
    return Merge.objects.create(
        workspace_id=before["workspace_id"], kept_id=kept_id, gone_id=gone_id, gone=gone, before=before,
        identity_ids=moved.identity_ids, consent_ids=moved.consent_ids, record_ids=moved.record_ids,
        event_ids=moved.event_ids, merge_ids=moved.merge_ids, said_by=said_by[:160], at=now,
    )  # fmt: skip


@transaction.atomic
def customer_merge(kept: Customer, gone_id: int, *, actor: Actor, now: datetime) -> Merge:
    """Make two customers one because somebody says so.

    Raises:
        NotFound: One of them is not there.
        Conflict: They are one already.
    """
    if kept.pk == gone_id:
        raise Conflict(_("This is the same customer."))
    with connection.cursor() as cursor:
        people_hold_alone(cursor, kept.workspace_id)
        there = Customer.objects.filter(workspace_id=kept.workspace_id, pk__in=[kept.pk, gone_id])
        if there.count() != 2:  # noqa: PLR2004 - both of them
            raise NotFound(_("This customer does not exist, or was erased."))
        merge = customers_merge(cursor, kept.pk, gone_id, said_by=actor.label, now=now)
    audit(actor, "customer.merged", workspace_id=kept.workspace_id, subject=f"customer {kept.pk}")
    return merge


@transaction.atomic
def customer_unmerge(merge: Merge, *, actor: Actor, now: datetime) -> Customer:
    """Make two customers of one again; what came since under an id of the other goes with it.

    Returns:
        The one that was gone.

    Raises:
        NotFound: Somebody was quicker.
    """
    with connection.cursor() as cursor:
        people_hold_alone(cursor, merge.workspace_id)
        held = Merge.objects.filter(pk=merge.pk).first()
        if held is None:
            raise NotFound(_("These customers are apart already."))
        if Merge.objects.filter(kept=held.kept_id, pk__gt=held.pk).exists():
            raise Conflict(_("Somebody else was merged into this customer later; part them first."))
        states: Any = {"kept": held.kept_id, "gone": _json(held.gone), "before": _json(held.before)}
        cursor.execute(EMPTY, states)
        cursor.execute(BRING_BACK, [states["gone"]])
        ids = _user_ids(cursor, held)
        _cut(held, ids, now=now)
        _give_back(cursor, held, ids)
    held.delete()
    audit(actor, "customer.unmerged", workspace_id=merge.workspace_id, subject=f"customer {merge.kept_id}")
    return Customer.objects.get(pk=merge.gone_id)


def merge_list_for(customer: Customer) -> list[Merge]:
    """What was merged into a customer, the newest first: only that one can be undone next."""
    return list(customer.merges.all())


def merge_get(customer: Customer, merge_id: int) -> Merge | None:
    """One merge into a customer."""
    return Merge.objects.filter(kept=customer, pk=merge_id).first()


def _row(cursor: Any, customer_id: int) -> dict[str, Any]:
    cursor.execute(ROW, [customer_id])
    row: dict[str, Any] = orjson.loads(cursor.fetchone()[0])
    return row


def _json(row: Mapping[str, Any]) -> str:
    return orjson.dumps(row).decode()


def _move(cursor: Any, source: int, target: int) -> Moved:
    def over(table: str, column: str = "customer_id") -> list[Any]:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {column} = %s RETURNING id",  # noqa: S608 - names of our own tables
            [target, source],
        )
        return [key for (key,) in cursor.fetchall()]

    cursor.execute("SELECT id FROM records_event WHERE customer_id = %s AND identity_id IS NULL", [source])
    loose = [key for (key,) in cursor.fetchall()]
    cursor.execute("UPDATE records_event SET customer_id = %s WHERE customer_id = %s", [target, source])
    return Moved(
        identity_ids=over("customers_identity"),
        consent_ids=over("customers_consent"),
        record_ids=over("records_record"),
        event_ids=loose,
        merge_ids=over("customers_merge", "kept_id"),
    )


def _user_ids(cursor: Any, merge: Merge) -> list[str]:
    """The sender's ids of the one who comes back."""
    cursor.execute(
        "SELECT value FROM customers_identity WHERE id = ANY (%s) AND kind = 'user_id'", [merge.identity_ids]
    )
    return [value for (value,) in cursor.fetchall()]


def _cut(merge: Merge, ids: list[str], *, now: datetime) -> None:
    """Let what the sender said of the two not count any more."""
    links = IdentityLink.objects.filter(workspace_id=merge.workspace_id, cut_at=None)
    into, out_of = (
        links.filter(value__in=ids).exclude(user_id__in=ids),
        links.filter(user_id__in=ids, kind="alias"),
    )
    into.update(cut_at=now)
    out_of.exclude(value__in=ids).update(cut_at=now)


def _give_back(cursor: Any, merge: Merge, ids: list[str]) -> None:
    ends = {"gone": merge.gone_id, "kept": merge.kept_id, "ids": ids}
    cursor.execute(CLAIMED_FOR, ends)
    identities = [*merge.identity_ids, *(key for (key,) in cursor.fetchall())]
    for table, column, keys in (
        ("customers_identity", "customer_id", identities),
        ("customers_consent", "customer_id", merge.consent_ids),
        ("customers_merge", "kept_id", merge.merge_ids),
    ):
        cursor.execute(
            f"UPDATE {table} SET {column} = %(gone)s WHERE id = ANY (%(keys)s) AND {column} = %(kept)s",  # noqa: S608
            ends | {"keys": keys},
        )
    cursor.execute(
        "UPDATE records_record SET customer_id = %(gone)s "
        "WHERE customer_id = %(kept)s AND (id = ANY (%(records)s) OR user_id = ANY (%(ids)s))",
        ends | {"records": merge.record_ids},
    )
    cursor.execute(
        "UPDATE records_event SET customer_id = %(gone)s "
        "WHERE customer_id = %(kept)s AND (id = ANY (%(events)s) OR identity_id = ANY (%(identities)s))",
        ends | {"events": merge.event_ids, "identities": identities},
    )
