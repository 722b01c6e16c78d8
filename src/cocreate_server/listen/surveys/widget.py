"""When a survey shows itself on a site's page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class WidgetRules:
    """The rules of the widget; all have to hold.

    Attributes:
        pages: Paths of pages, with * for anything; every page where there is none.
        event: Something the page has to tell first; nothing where empty.
        delay_seconds: How long it waits.
        scroll_pct: How far one has to have scrolled, 0–100.
        share: To which share of visits it shows itself, 0–1.
        again_days: For how long it stays away once it was seen; needs consent to remember.
        side: At which side of the screen.
    """

    pages: tuple[str, ...] = ()
    event: str = ""
    delay_seconds: float = 5
    scroll_pct: float = 0
    share: float = 1
    again_days: int = 90
    side: Literal["left", "right"] = "right"

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The rules as they are kept."""
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        return cls(**known | {"pages": tuple(known.get("pages", ()))[:MOST_PAGES]})

    def as_data(self) -> dict[str, Any]:
        """As they are kept and sent."""
        return asdict(self) | {"pages": list(self.pages)}
