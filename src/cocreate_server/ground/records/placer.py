"""Where records that come one by one lie on the map: the meaning of `placing`, said in Python.

Files are placed by SQL in the engine, a million rows at once; a test holds the two against each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connection

from cocreate_server.ground.records.models import MappingRule
from cocreate_server.ground.records.placing import LONGEST_CODE, PLACES, places_ensure

# what the engine's trim() takes off: every kind of space, but neither tabs nor line ends
SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    MappingRule.Operator.IS: lambda field, value: field == value,
    MappingRule.Operator.CONTAINS: lambda field, value: value in field,
    MappingRule.Operator.STARTS: lambda field, value: field.startswith(value),
}
RULE = "rule"
# said without the ORM, and at once: it is asked for with every record that comes by itself
PLACES_READ = " UNION ALL ".join(
    f"SELECT '{kind}', position, id, code, name_en, name_zh, NULL, NULL, NULL FROM records_{kind} WHERE workspace_id = %(of)s"  # noqa: S608
    for kind in PLACES
)
READ = f"""
    {PLACES_READ}
    UNION ALL SELECT '{RULE}', r.position, r.id, r.field, r.operator, r.value, {", ".join(f"{kind}.code" for kind in PLACES)}
    FROM records_mappingrule r {" ".join(f"LEFT JOIN records_{kind} {kind} ON {kind}.id = r.{kind}_id" for kind in PLACES)}
    WHERE r.workspace_id = %(of)s ORDER BY 2, 3
"""  # noqa: S608 - names of our own tables


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what is looked at, how, and the code it gives for each kind of place that it names."""

    field: str
    fits: Callable[[str, str], bool]
    value: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Placer:
    """The map and the rules of one workspace, read once for many records.

    Attributes:
        workspace_id: Whose.
        codes: For each kind of place, the code by code and by name in either language.
        rules: In the order they are tried.
    """

    workspace_id: int
    codes: Mapping[str, Mapping[str, str]]
    rules: tuple[Rule, ...]

    def place(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The codes of touchpoint, channel and component.

        Args:
            fields: What rules look at, and what the record says of the three; a text for each.
        """
        wanted = {kind: self._said(kind, fields[kind]) for kind in PLACES}
        if all(wanted.values()):
            return wanted
        for rule in self.rules:
            lacking = [kind for kind in rule.codes if not wanted[kind]]
            if lacking and rule.fits(lowered(fields[rule.field]), rule.value):
                wanted |= {kind: rule.codes[kind] for kind in lacking}
        return wanted

    def note(self, placed: Mapping[str, set[str]]) -> None:
        """Put places on the map that it lacks."""
        for kind, codes in placed.items():
            fresh = codes - self.codes[kind].keys() - {""}
            if fresh:
                places_ensure(self.workspace_id, kind, fresh)

    def _said(self, kind: str, text: str) -> str:
        said = text.strip(SPACES)[:LONGEST_CODE]
        return self.codes[kind].get(said, said)


def placer_of(workspace_id: int) -> Placer:
    """Read the map and the rules of a workspace."""
    codes: dict[str, dict[str, str]] = {kind: {} for kind in PLACES}
    rules = []
    with connection.cursor() as cursor:
        cursor.execute(READ, {"of": workspace_id})
        for kind, _position, _id, *words in cursor.fetchall():
            if kind == RULE:
                rules.append(_rule(*words))
                continue
            code, *names = words[:3]
            for label in (code, *filter(None, names)):
                codes[kind].setdefault(label, code)
    return Placer(workspace_id, codes, tuple(rules))


def _rule(field: str, operator: str, value: str, *places: str | None) -> Rule:
    codes = {kind: code for kind, code in zip(PLACES, places, strict=True) if code}
    return Rule(field, COMPARISONS[operator], lowered(value), codes)


def lowered(text: str) -> str:
    """A text in small letters, letter by letter, as the engine does it: a Σ at the end is no other than one within."""
    return text.lower() if text.isascii() else "".join(letter.lower()[:1] for letter in text)
