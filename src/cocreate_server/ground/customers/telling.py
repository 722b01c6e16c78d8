"""What senders tell of customers as they go: names, addresses, traits, accounts, consents.

What is told later counts, by the time it was told and not by the time it came in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

SOURCE = "events"
PLAIN = {"name": 200, "language": 35, "market": 60}
ADDRESSES = {"email": 320, "phone": 40}

WRITE = """
    UPDATE customers_customer c SET
        traits = CASE WHEN p.at >= c.traits_at OR c.traits_at IS NULL THEN c.traits || p.traits ELSE p.traits || c.traits END,
        name = CASE WHEN p.name <> '' AND (c.name = '' OR c.traits_at IS NULL OR p.at >= c.traits_at) THEN p.name ELSE c.name END,
        language = CASE WHEN p.language <> '' AND (c.language = '' OR c.traits_at IS NULL OR p.at >= c.traits_at)
            THEN p.language ELSE c.language END,
        market = CASE WHEN p.market <> '' AND (c.market = '' OR c.traits_at IS NULL OR p.at >= c.traits_at)
            THEN p.market ELSE c.market END,
        traits_at = greatest(c.traits_at, p.at)
    FROM json_to_recordset(%s::json) AS p(id bigint, traits jsonb, name text, language text, market text, at timestamptz)
    WHERE c.id = p.id
"""
KNOW_BY = """
    INSERT INTO customers_identity (workspace_id, customer_id, kind, value)
    SELECT %s, p.id, p.kind, p.value FROM json_to_recordset(%s::json) AS p(id bigint, kind text, value text)
    ORDER BY p.kind, p.value ON CONFLICT DO NOTHING
"""
# only what differs from what was said last; an answer of before is put where it belongs
CONSENT = """
    INSERT INTO customers_consent (customer_id, purpose, granted, source, at)
    SELECT p.id, p.purpose, p.granted, %s, p.at
    FROM json_to_recordset(%s::json) AS p(id bigint, purpose text, granted boolean, at timestamptz)
    WHERE p.granted IS DISTINCT FROM (
        SELECT a.granted FROM customers_consent a WHERE a.customer_id = p.id AND a.purpose = p.purpose AND a.at <= p.at
        ORDER BY a.at DESC, a.id DESC LIMIT 1
    )
"""
ACCOUNT = """
    SELECT i.value, i.customer_id FROM customers_identity i
    WHERE i.workspace_id = %s AND i.kind = 'group_id' AND i.value = ANY (%s)
"""
MAKE_ACCOUNT = """
    INSERT INTO customers_customer (workspace_id, kind, name, language, market, traits, created_at)
    VALUES (%s, 'account', '', '', '', '{}', %s) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of one customer, or of an account.

    Attributes:
        at: When.
        customer_id: Of whom; None for an account.
        account: The sender's id of an account.
        traits: Traits, names and addresses among them.
        consents: A yes or a no by purpose.
    """

    at: datetime
    customer_id: int | None = None
    account: str = ""
    traits: Mapping[str, Any] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)


def told_write(workspace_id: int, told: Sequence[Told]) -> None:
    """Write down what was told; to be called inside a transaction."""
    if not told:
        return
    with connection.cursor() as cursor:
        accounts = _accounts(cursor, workspace_id, told)
        ordered = sorted(told, key=lambda one: one.at)
        whose = [(accounts[one.account] if one.account else one.customer_id, one) for one in ordered]
        for people in _once_each([(key, one) for key, one in whose if one.traits]):
            cursor.execute(WRITE, [_json([_person(key, one) for key, one in people])])
        known = [
            {"id": key, "kind": kind, "value": value}
            for key, one in whose
            for kind, longest in ADDRESSES.items()
            if (value := _text(one.traits.get(kind), longest).lower())
        ]
        if known:
            cursor.execute(KNOW_BY, [workspace_id, _json(known)])
        for people in _once_each([(key, one) for key, one in whose if one.consents]):
            said = [
                {"id": key, "purpose": purpose[:60], "granted": granted, "at": one.at}
                for key, one in people
                for purpose, granted in one.consents.items()
            ]
            cursor.execute(CONSENT, [SOURCE, _json(said)])


def _once_each(whose: Sequence[tuple[int | None, Told]]) -> list[list[tuple[int | None, Told]]]:
    """In rounds that speak of each customer once, so that what was told later comes later."""
    rounds: list[list[tuple[int | None, Told]]] = []
    spoken: dict[int | None, int] = {}
    for key, one in whose:
        place = spoken.get(key, 0)
        if place == len(rounds):
            rounds.append([])
        rounds[place].append((key, one))
        spoken[key] = place + 1
    return rounds


def _person(key: int | None, told: Told) -> dict[str, Any]:
    traits = dict(told.traits)
    names = [_text(traits.get(part), 100) for part in ("firstName", "lastName")]
    plain = {name: _text(traits.get(name), longest) for name, longest in PLAIN.items()}
    plain["name"] = plain["name"] or " ".join(filter(None, names))
    for part in (*PLAIN, *ADDRESSES, "firstName", "lastName", "consents"):
        traits.pop(part, None)
    return {"id": key, "traits": traits, "at": told.at, **plain}


def _accounts(cursor: Any, workspace_id: int, told: Sequence[Told]) -> dict[str, int]:
    """Customers that are accounts, by the sender's ids, new ones made."""
    first = {one.account: one.at for one in sorted(told, key=lambda one: one.at, reverse=True) if one.account}
    if not first:
        return {}
    cursor.execute(ACCOUNT, [workspace_id, list(first)])
    found: dict[str, int] = dict(cursor.fetchall())
    for account in sorted(first.keys() - found.keys()):
        cursor.execute(MAKE_ACCOUNT, [workspace_id, first[account]])
        found[account] = cursor.fetchone()[0]
        cursor.execute(
            KNOW_BY, [workspace_id, _json([{"id": found[account], "kind": "group_id", "value": account}])]
        )
    return found


def _text(value: Any, longest: int) -> str:
    return value.strip()[:longest] if isinstance(value, str) else ""


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
