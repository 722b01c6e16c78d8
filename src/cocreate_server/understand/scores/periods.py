"""Periods: the days a question is about, and the days before to compare with."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMED_DAYS = {"30d": 30, "90d": 90, "180d": 180, "365d": 365}
DEFAULT = "90d"
CHOICES = (
    ("30d", gettext_lazy("Last 30 days")),
    ("90d", gettext_lazy("Last 90 days")),
    ("180d", gettext_lazy("Last 180 days")),
    ("365d", gettext_lazy("Last 365 days")),
    ("all", gettext_lazy("All time")),
    ("custom", gettext_lazy("From … to …")),
)
GRAINS = (
    ("day", gettext_lazy("Day")),
    ("week", gettext_lazy("Week")),
    ("month", gettext_lazy("Month")),
    ("quarter", gettext_lazy("Quarter")),
)
DAYS_A_GRAIN = {"day": 45, "week": 200, "month": 1200}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from first to last, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """As many days just before."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def label(self) -> str:
        """The days, as the reader writes dates."""
        return _("%(first)s to %(last)s") % {"first": date_format(self.first), "last": date_format(self.last)}

    @property
    def grain(self) -> str:
        """The grain that gives a trend a readable number of points."""
        return next((grain for grain, most in DAYS_A_GRAIN.items() if self.days <= most), "quarter")


def span_of(
    name: str, known: tuple[date, date], *, today: date, first: date | None, last: date | None
) -> Span:
    """The days a name stands for, counted back from today or, where the newest record is older, from that.

    Args:
        name: One of the choices.
        known: First and last day with records.
        today: Today in the workspace.
        first: First day of a custom span.
        last: Last day of a custom span.
    """
    end = min(today, known[1]) if known[1] >= known[0] else today
    if name == "custom" and (first or last):
        begins, ends = first or known[0], last or end
        return Span(min(begins, ends), max(begins, ends))
    if name == "all":
        return Span(known[0], max(known[1], known[0]))
    days = NAMED_DAYS.get(name, NAMED_DAYS[DEFAULT])
    return Span(end - timedelta(days=days - 1), end)
