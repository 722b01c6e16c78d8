"""What the leaves of a payload mean: said by a person for an example, kept as JSON, guessed at first."""

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_server.listen.inlets.payloads import Branch, name_of

ANSWERS = (
    ("nps", _("NPS (0–10)")), ("csat", _("CSAT")), ("ces", _("CES (effort)")), ("rating", _("Rating on a scale")),
    ("text", _("Text")), ("categorical", _("Choice")), ("choices", _("Several choices")), ("boolean", _("Yes or no")),
    ("number", _("Number")), ("date", _("Date")),
)  # fmt: skip
ABOUT = (
    ("submission", _("Id of the submission")), ("when", _("When it was answered")), ("customer", _("Customer id")),
    ("language", _("Language")), ("market", _("Market")), ("channel", _("Channel")), ("touchpoint", _("Touchpoint")),
    ("component", _("Component")),
)  # fmt: skip
REVIEW = (
    ("title", _("Title of the review")), ("author", _("Name of the author")), ("link", _("Link to the review")),
    ("source", _("Where it was published")), ("reply", _("Our reply")), ("replied_at", _("When we replied")),
)  # fmt: skip
ELSE = (("trait", _("Trait of the customer")), ("ignore", pgettext_lazy("column", "Leave out")))
MEANINGS = (
    (_("An answer"), ANSWERS),
    (_("When, who and where"), ABOUT),
    (_("Of a review"), REVIEW),
    (_("Else"), ELSE),
)
IGNORED = "ignore"
SCALED = {"csat": (1.0, 5.0), "ces": (1.0, 7.0), "rating": (1.0, 5.0)}
ONCE = frozenset(code for code, _label in (*ABOUT, *REVIEW))
LONG_TEXT = 30
GUESSES = (
    ("submission", r"(submission|response|review|answer|join|event)_?id|token|^id|uuid"),
    ("when", r"(submit|creat|complet|answer|review|publish)\w*_?(at|time|date|on)|^(time|date|timestamp|submittime|when)"),
    ("customer", r"(user|customer|client|contact|member|respondent)_?id"),
    ("language", r"lang(uage)?|locale"),
    ("nps", r"nps|recommend"),
    ("rating", r"rating|stars?|score"),
    ("csat", r"csat|satisf"),
    ("ces", r"ces|effort"),
    ("text", r"comment|text|review|feedback|message|body|reason|content"),
    ("link", r"link|url|permalink"),
    ("title", r"title|subject"),
    ("author", r"author|(user|nick|display)_?name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meant:
    """What one leaf means.

    Attributes:
        path: Where the leaf lies.
        means: One of the meanings.
        low: Lowest score of a scale.
        high: Highest score of it.
        label: The question, or the name of the trait.
    """

    path: str
    means: str
    low: float | None = None
    high: float | None = None
    label: str = ""


def mapping_to_json(meant: Sequence[Meant]) -> dict[str, Any]:
    """A mapping as it is kept; what is left out is not."""
    return {"leaves": [asdict(each) for each in meant if each.means != IGNORED]}


def mapping_from_json(kept: AnyMapping[str, Any]) -> tuple[Meant, ...]:
    """A mapping as it was kept."""
    return tuple(Meant(**each) for each in kept.get("leaves", ()))


def guess(branch: Branch) -> str:
    """What a leaf probably means, by its name and its value."""
    above = name_of(branch.path.rpartition("/")[0])
    name = f"{above}_{branch.name}" if branch.name.lower() == "id" and above else branch.name
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    for means, pattern in GUESSES:
        if re.search(pattern, name) and _fits(means, branch.value):
            return means
    if re.fullmatch(r"q\d+\w*", name):  # a question of Wenjuanxing
        return "categorical" if len(branch.value) < LONG_TEXT else "text"
    return IGNORED


def is_number(value: str) -> bool:
    """Whether a value, as it is shown, is a number."""
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", value))


def _fits(means: str, value: str) -> bool:
    if means in {"nps", *SCALED}:
        return is_number(value)
    if means in {"text", "title", "author", "language"}:
        return not is_number(value) and value not in {"null", "true", "false"}
    return value != "null"
