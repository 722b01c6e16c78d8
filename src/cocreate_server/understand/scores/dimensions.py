"""Dimensions: what scores can be broken down and narrowed by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.customers.api import trait_names
from cocreate_server.ground.lake.api import Condition
from cocreate_server.ground.records.api import WorkspaceMap, map_of
from cocreate_server.ground.ui.languages import language_label, market_label

TRAIT = "trait:"
LONGEST_TRAIT = 60
STAGE = "stage"

_PLAIN = {
    "touchpoint": ("r.touchpoint", gettext_lazy("Touchpoint")),
    STAGE: ("r.touchpoint", gettext_lazy("Stage")),
    "channel": ("r.channel", gettext_lazy("Channel")),
    "component": ("r.component", gettext_lazy("Component")),
    "survey": ("r.source_name", gettext_lazy("Survey")),
    "question": ("r.field_id", gettext_lazy("Question")),
    "market": ("r.market", gettext_lazy("Market")),
    "language": ("r.language", gettext_lazy("Language")),
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of a workspace.

    Attributes:
        code: Its name in addresses.
        label: Its name on pages.
        sql: Its value of a record, as SQL over `r` and `c`.
        of_customers: Whether it is a trait, so that customers have to be joined.
    """

    code: str
    label: str
    sql: str
    of_customers: bool = False

    @property
    def customer_sql(self) -> str:
        """Its value of a customer, as SQL over `c`."""
        if self.of_customers:
            return f"coalesce(json_extract_string(c.traits, {_quoted(self.label)}), '')"
        return f"coalesce(c.{self.code}, '')"


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions of a workspace, and the names of their values."""

    all: tuple[Dimension, ...]
    places: WorkspaceMap

    def get(self, code: str) -> Dimension | None:
        """The dimension of a code, if there is one."""
        return next((dimension for dimension in self.all if dimension.code == code), None)

    def condition(self, code: str, values: Sequence[str]) -> Condition | None:
        """The condition that a record lies in one of the values; "" stands for none."""
        dimension = self.get(code)
        if dimension is None:
            return None
        wanted = self.places.touchpoints_in(values) if code == STAGE else tuple(values)
        return Condition(f"coalesce({dimension.sql}, '') IN (SELECT unnest({{p}}::VARCHAR[]))", tuple(wanted))

    def order_of(self, code: str, value: Any) -> tuple[bool, int, str]:
        """Where a value stands among the others: in the order of the map, else by name; none comes last."""
        ordered = list(self._names().get(code, ()))
        place = ordered.index(value) if value in ordered else len(ordered)
        return (value in {None, ""}, place, self.label_of(code, value))

    def label_of(self, code: str, value: Any) -> str:
        """The name of a value in the reader's language."""
        if value in {None, ""}:
            return _("(none)")
        if code == "language":
            return language_label(str(value))
        if code == "market":
            return market_label(str(value))
        return self._names().get(code, {}).get(str(value), str(value))

    def _names(self) -> Mapping[str, Mapping[str, str]]:
        places = self.places
        return {
            "touchpoint": places.touchpoints,
            STAGE: places.stages,
            "channel": places.channels,
            "component": places.components,
        }


def dimensions_of(workspace: Workspace) -> Dimensions:
    """The dimensions of a workspace: the fixed ones, and a trait each."""
    plain = [Dimension(code, str(label), f"coalesce({sql}, '')") for code, (sql, label) in _PLAIN.items()]
    traits = [
        Dimension(
            f"{TRAIT}{name}",
            name,
            _trait_sql(name),
            of_customers=True,
        )
        for name in trait_names(workspace.pk)
        if len(name) <= LONGEST_TRAIT
    ]
    return Dimensions((*plain, *traits), map_of(workspace.pk))


def _trait_sql(name: str) -> str:
    """A trait of a record: as it was then, where the record says it, else as the customer's is now."""
    path = _quoted(name)
    return f"coalesce(json_extract_string(r.traits, {path}), json_extract_string(c.traits, {path}), '')"


def _quoted(name: str) -> str:
    """A JSON path to a key, as a literal of SQL."""
    path = '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "'" + path.replace("'", "''") + "'"
