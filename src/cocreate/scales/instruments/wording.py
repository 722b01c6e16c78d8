"""What an instrument is made of: dimensions and items, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Item:
    """One statement to agree or disagree with.

    Attributes:
        key: what the column of answers is called.
        en: the statement in English.
        zh: the statement in Simplified Chinese.
        reverse: whether agreeing speaks against the dimension.
    """

    key: str
    en: str
    zh: str
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """Items that measure one thing.

    Attributes:
        key: its name in results.
        en: its title in English.
        zh: its title in Simplified Chinese.
        items: the items.
    """

    key: str
    en: str
    zh: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire: dimensions, their items, and the scale they are answered on.

    Attributes:
        key: its name.
        en: its title in English.
        zh: its title in Simplified Chinese.
        dimensions: what it measures.
        scale: least and greatest answer.
        source: where the structure comes from. The wording is ours: it has to be checked on your own answers.
    """

    key: str
    en: str
    zh: str
    dimensions: tuple[Dimension, ...]
    scale: tuple[int, int]
    source: str

    @property
    def factors(self) -> dict[str, list[str]]:
        """Item keys by dimension, as `cfa` and `invariance` take them."""
        return {dimension.key: [item.key for item in dimension.items] for dimension in self.dimensions}

    @property
    def reverse(self) -> list[str]:
        """Keys of the items that run backwards."""
        return [item.key for dimension in self.dimensions for item in dimension.items if item.reverse]

    def statements(self, language: Language = "en") -> dict[str, str]:
        """Statements by item key in one language."""
        return {
            item.key: getattr(item, language) for dimension in self.dimensions for item in dimension.items
        }


def dimension(key: str, en: str, zh: str, *pairs: tuple[str, str]) -> Dimension:
    """Make a dimension whose items are numbered; a statement that begins with "-" runs backwards."""
    items = tuple(
        Item(f"{key}_{number}", told.removeprefix("-"), chinese, told.startswith("-"))
        for number, (told, chinese) in enumerate(pairs, start=1)
    )
    return Dimension(key, en, zh, items)
