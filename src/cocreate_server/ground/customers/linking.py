"""Whose the sender's ids are, told by what the sender says of them, in whatever order it arrives.

- A user's id is a customer's. An alias makes two users' ids one customer's (`merging`).
- An id of nobody known (`anonymous_id`) is a customer of its own until somebody is known by it. It is theirs from then
  on, with all that was done under it before. Were several people known by it, it is the first's, by the time it was
  said: on a device that people share, what one of them did is not given to the next.

Events carry the id they came with, so that they follow it from one customer to another.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from cocreate_server.ground.customers.merging import customers_merge
from cocreate_server.ground.records.api import (
    NewOwner,
    owners_find,
    owners_find_or_make,
    people_hold,
    people_hold_alone,
)

ALIAS, CLAIM = "alias", "claim"
USER, ANONYMOUS = "user_id", "anonymous_id"
SAID_BY = "alias"

type Link = tuple[str, str, str]

KNOWN_LINKS = """
    SELECT l.kind, l.value, l.user_id, l.at FROM customers_identitylink l
    JOIN unnest(%(kinds)s::text[], %(values)s::text[], %(users)s::text[]) AS said(kind, value, user_id)
    USING (kind, value, user_id) WHERE l.workspace_id = %(workspace)s
"""
NOTE_LINKS = """
    INSERT INTO customers_identitylink (workspace_id, kind, value, user_id, at)
    SELECT %(workspace)s, said.*
    FROM unnest(%(kinds)s::text[], %(values)s::text[], %(users)s::text[], %(times)s::timestamptz[]) AS said
    ON CONFLICT (workspace_id, kind, value, user_id) DO UPDATE SET at = least(customers_identitylink.at, excluded.at)
"""
UNCUT_ALIASES = """
    SELECT value, user_id FROM customers_identitylink
    WHERE workspace_id = %s AND kind = 'alias' AND cut_at IS NULL AND value = ANY (%s) ORDER BY at, value, user_id
"""
# of all ids of a customer, the one that it was called last is its name among the sender's
LAST_CALLED = """
    UPDATE customers_customer c SET external_id = named.user_id FROM (
        SELECT DISTINCT ON (one.customer_id) one.customer_id, l.user_id FROM customers_identity one
        JOIN customers_identitylink l
            ON l.workspace_id = %(workspace)s AND l.kind = 'alias' AND l.user_id = one.value AND l.cut_at IS NULL
        JOIN customers_identity other ON other.workspace_id = %(workspace)s AND other.kind = 'user_id' AND other.value = l.value
            AND other.customer_id = one.customer_id
        WHERE one.kind = 'user_id' AND one.customer_id = ANY (%(customers)s)
        ORDER BY one.customer_id, l.at DESC, l.user_id DESC
    ) named WHERE c.id = named.customer_id AND c.external_id IS DISTINCT FROM named.user_id
"""
FIRST_CLAIMS = """
    SELECT DISTINCT ON (value) value, user_id FROM customers_identitylink
    WHERE workspace_id = %s AND kind = 'claim' AND cut_at IS NULL AND value = ANY (%s) ORDER BY value, at, user_id
"""
IDENTITIES = "SELECT value, id, customer_id FROM customers_identity WHERE workspace_id = %s AND kind = %s AND value = ANY (%s)"
KNOW_BY = """
    INSERT INTO customers_identity (workspace_id, customer_id, kind, value)
    SELECT %s, known.customer_id, %s, known.value FROM unnest(%s::text[], %s::bigint[]) AS known(value, customer_id)
    ORDER BY known.value ON CONFLICT DO NOTHING
"""
MAKE_NOBODIES = """
    INSERT INTO customers_customer (workspace_id, kind, name, language, market, traits, created_at)
    SELECT %s, 'person', '', '', '', '{}', seen_at FROM unnest(%s::timestamptz[]) AS seen_at RETURNING id
"""
GO_OVER = (
    """
    UPDATE customers_identity i SET customer_id = goes.target
    FROM unnest(%(identities)s::bigint[], %(targets)s::bigint[]) AS goes(identity, target) WHERE i.id = goes.identity
    """,
    """
    UPDATE records_event e SET customer_id = goes.target
    FROM unnest(%(identities)s::bigint[], %(targets)s::bigint[]) AS goes(identity, target) WHERE e.identity_id = goes.identity
    """,
)
# whoever has no id left and was known by nothing else is gone; the rest of what was theirs goes along
LEFT_EMPTY = """
    SELECT goes.source, goes.target FROM unnest(%(sources)s::bigint[], %(targets)s::bigint[]) AS goes(source, target)
    JOIN customers_customer c ON c.id = goes.source AND c.external_id IS NULL
    WHERE NOT EXISTS (SELECT FROM customers_identity i WHERE i.customer_id = c.id)
      AND NOT EXISTS (SELECT FROM customers_merge m WHERE m.kept_id = c.id)
"""
GO_ALONG = """
    UPDATE {table} t SET customer_id = goes.target
    FROM unnest(%(sources)s::bigint[], %(targets)s::bigint[]) AS goes(source, target) WHERE t.customer_id = goes.source
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """Ids that came together, and when.

    Attributes:
        at: When it was said.
        user_id: A user.
        anonymous_id: Nobody known, or whom the user is known by.
        previous_id: In an alias, what the user was called before.
    """

    at: datetime
    user_id: str = ""
    anonymous_id: str = ""
    previous_id: str = ""


@dataclass(frozen=True, slots=True)
class Owners:
    """By each id, the number of its identity and that of its customer."""

    users: Mapping[str, tuple[int, int]]
    nobodies: Mapping[str, tuple[int, int]]

    def of(self, user_id: str, anonymous_id: str) -> tuple[int, int]:
        """Identity and customer of what came with the ids."""
        return self.users[user_id] if user_id else self.nobodies[anonymous_id]


def sights_resolve(workspace_id: int, sights: Collection[Sight], *, now: datetime) -> Owners:
    """Take in what a sender says of ids, and tell whose they are.

    Everything that was done under an id goes over to whom it belongs now. To be called inside a transaction, by one
    caller at a time.

    Args:
        workspace_id: Whose customers.
        sights: What is said, in any order.
        now: When it came in.
    """
    links = _links(sights)
    with connection.cursor() as cursor:
        fresh = _fresh(cursor, workspace_id, links)
        if fresh:
            people_hold_alone(cursor, workspace_id)
            _note(cursor, workspace_id, fresh)
        else:
            people_hold(cursor, workspace_id)
        users = _users(cursor, workspace_id, sights)
        if any(kind == ALIAS for kind, _value, _user in fresh):
            _merge(cursor, workspace_id, fresh, users, now=now)
            users = _identities(cursor, workspace_id, USER, users)
        return Owners(users, _nobodies(cursor, workspace_id, sights, fresh))


def _links(sights: Iterable[Sight]) -> dict[Link, datetime]:
    """Every link that is spoken of, and the earliest time."""
    links: dict[Link, datetime] = {}

    def say(link: Link, at: datetime) -> None:
        links[link] = min(at, links.get(link, at))

    for sight in sights:
        if sight.previous_id and sight.previous_id != sight.user_id:
            say((ALIAS, sight.previous_id, sight.user_id), sight.at)
            say((CLAIM, sight.previous_id, sight.user_id), sight.at)
        elif sight.user_id and sight.anonymous_id:
            say((CLAIM, sight.anonymous_id, sight.user_id), sight.at)
    return links


def _columns(links: Collection[Link]) -> dict[str, list[str]]:
    kinds, values, users = zip(*links, strict=True) if links else ((), (), ())
    return {"kinds": list(kinds), "values": list(values), "users": list(users)}


def _fresh(cursor: Any, workspace_id: int, links: Mapping[Link, datetime]) -> dict[Link, datetime]:
    """The links that are new, or were said earlier than was known."""
    if not links:
        return {}
    cursor.execute(KNOWN_LINKS, {"workspace": workspace_id, **_columns(links)})
    known = {(kind, value, user): at for kind, value, user, at in cursor.fetchall()}
    return {link: at for link, at in links.items() if link not in known or at < known[link]}


def _note(cursor: Any, workspace_id: int, links: Mapping[Link, datetime]) -> None:
    cursor.execute(NOTE_LINKS, {"workspace": workspace_id, "times": list(links.values()), **_columns(links)})


def _users(cursor: Any, workspace_id: int, sights: Iterable[Sight]) -> dict[str, tuple[int, int]]:
    """Whose the users' ids are; new ones are customers of their own, but for those that are a former name of somebody."""
    people: dict[str, NewOwner] = {}
    former: dict[str, str] = {}
    for sight in sights:
        first = people.get(sight.user_id)
        if sight.user_id and (first is None or sight.at < first.seen_at):
            people[sight.user_id] = NewOwner(sight.user_id, sight.at)
        if sight.previous_id:
            former[sight.previous_id] = sight.user_id
    if not people:
        return {}
    found = _identities(cursor, workspace_id, USER, {*people, *former})
    known = owners_find(cursor, workspace_id, former.keys() - people.keys() - found.keys())
    made = owners_find_or_make(
        cursor, workspace_id, {key: person for key, person in people.items() if key not in found}
    )
    found |= _know_by(cursor, workspace_id, USER, known | made)
    named = {previous: found[user_id][1] for previous, user_id in former.items() if previous not in found}
    return found | _know_by(cursor, workspace_id, USER, named)


def _identities(
    cursor: Any, workspace_id: int, kind: str, values: Iterable[str]
) -> dict[str, tuple[int, int]]:
    cursor.execute(IDENTITIES, [workspace_id, kind, list(values)])
    return {value: (identity, customer) for value, identity, customer in cursor.fetchall()}


def _know_by(
    cursor: Any, workspace_id: int, kind: str, owners: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    if not owners:
        return {}
    cursor.execute(KNOW_BY, [workspace_id, kind, list(owners), list(owners.values())])
    return _identities(cursor, workspace_id, kind, owners)


def _merge(
    cursor: Any,
    workspace_id: int,
    fresh: Mapping[Link, datetime],
    users: Mapping[str, tuple[int, int]],
    *,
    now: datetime,
) -> None:
    """Make one customer of the users' ids that are one person's."""
    cursor.execute(UNCUT_ALIASES, [workspace_id, [value for kind, value, _user in fresh if kind == ALIAS]])
    customers = {user_id: customer for user_id, (_identity, customer) in users.items()}
    touched = set()
    for previous, user_id in cursor.fetchall():
        if (ALIAS, previous, user_id) not in fresh:
            continue
        kept, gone = customers[user_id], customers[previous]
        if kept != gone:
            customers_merge(cursor, kept, gone, said_by=SAID_BY, now=now)
            customers = {key: kept if customer == gone else customer for key, customer in customers.items()}
        touched.add(kept)
    cursor.execute(LAST_CALLED, {"workspace": workspace_id, "customers": list(touched)})


def _nobodies(
    cursor: Any, workspace_id: int, sights: Iterable[Sight], fresh: Mapping[Link, datetime]
) -> dict[str, tuple[int, int]]:
    """Whose the anonymous ids are; those of which something new was said go over."""
    seen: dict[str, datetime] = {}
    for sight in sights:
        if sight.anonymous_id:
            seen[sight.anonymous_id] = min(sight.at, seen.get(sight.anonymous_id, sight.at))
    claimed = {value for kind, value, _user in fresh if kind == CLAIM}
    if not seen and not claimed:
        return {}
    found = _identities(cursor, workspace_id, ANONYMOUS, {*seen, *claimed})
    lacking = [value for value in seen if value not in found]
    owners = _claimants(cursor, workspace_id, [*lacking, *(value for value in claimed if value in found)])
    nobodies = [value for value in lacking if value not in owners]
    made = _make_nobodies(cursor, workspace_id, {value: seen[value] for value in nobodies})
    theirs = {value: owners.get(value) or made[value] for value in lacking}
    found |= _know_by(cursor, workspace_id, ANONYMOUS, theirs)
    going = {
        value: owners[value]
        for value in claimed & found.keys()
        if owners.get(value, found[value][1]) != found[value][1]
    }
    if going:
        _go_over(cursor, {found[value][0]: (found[value][1], owner) for value, owner in going.items()})
        found |= {value: (found[value][0], owner) for value, owner in going.items()}
    return found


def _make_nobodies(cursor: Any, workspace_id: int, seen: Mapping[str, datetime]) -> dict[str, int]:
    """New customers of whom nothing is known but an anonymous id."""
    if not seen:
        return {}
    cursor.execute(MAKE_NOBODIES, [workspace_id, list(seen.values())])
    return dict(zip(seen, (key for (key,) in cursor.fetchall()), strict=True))


def _claimants(cursor: Any, workspace_id: int, values: list[str]) -> dict[str, int]:
    """Customers of those who were first known by some anonymous ids."""
    if not values:
        return {}
    cursor.execute(FIRST_CLAIMS, [workspace_id, values])
    first = dict(cursor.fetchall())
    customers = owners_find(cursor, workspace_id, set(first.values()))
    return {value: customers[user_id] for value, user_id in first.items() if user_id in customers}


def _go_over(cursor: Any, moves: Mapping[int, tuple[int, int]]) -> None:
    """Move identities, by their number, from one customer to another, with the events that came with them."""
    sources, targets = zip(*moves.values(), strict=True)
    goes: dict[str, Any] = {"identities": list(moves), "sources": list(sources), "targets": list(targets)}
    for statement in GO_OVER:
        cursor.execute(statement, goes)
    cursor.execute(LEFT_EMPTY, goes)
    emptied = dict(cursor.fetchall())
    goes = {"sources": list(emptied), "targets": list(emptied.values())}
    for table in ("records_record", "customers_consent"):
        cursor.execute(GO_ALONG.format(table=table), goes)
    cursor.execute("DELETE FROM customers_customer WHERE id = ANY (%(sources)s)", goes)
