"""The pages of the documentation: read, with their headings, links and code."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from os.path import relpath
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
FOOT = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: Its file, relative to the repository.
        text: Its Markdown.
    """

    path: Path
    text: str
    tokens: list[Token] = field(repr=False)

    @classmethod
    def of(cls, path: Path) -> "Page":
        """Read a page."""
        text = path.read_text("utf-8")
        return cls(path.relative_to(ROOT), text, MARKDOWN.parse(text))

    @property
    def title(self) -> str:
        """Its first heading."""
        return self.headings[0][1] if self.headings else self.path.stem

    @property
    def language(self) -> str:
        """The language it is written in."""
        return "zh-Hans" if self.path.name.endswith(".zh.md") else "en"

    @property
    def address(self) -> Path:
        """Where it lies in the site."""
        return Path("index.html") if self.path.name == "README.md" else self.path.with_suffix(".html")

    @cached_property
    def headings(self) -> list[tuple[int, str, str]]:
        """Level, words and anchor of each heading."""
        found: list[tuple[int, str, str]] = []
        for before, token in zip(self.tokens, self.tokens[1:], strict=False):
            if before.type == "heading_open":
                words = "".join(part.content for part in token.children or [])
                taken = sum(slug(other) == slug(words) for _level, other, _anchor in found)
                found.append((int(before.tag[1]), words, slug(words) + (f"-{taken}" if taken else "")))
        return found

    def links(self) -> Iterator[str]:
        """Addresses of every link and picture."""
        for token in self.tokens:
            for part in token.children or []:
                if part.type in {"link_open", "image"}:
                    yield str(part.attrs.get("href") or part.attrs.get("src"))

    def fences(self) -> Iterator[tuple[list[str], str, int]]:
        """Words behind the fence, content and line of each block of code."""
        for token in self.tokens:
            if token.type == "fence":
                yield token.info.split(), token.content, (token.map or [0])[0] + 1


def slug(words: str) -> str:
    """A heading's anchor, made as code hosts make it."""
    kept = [char for char in words.lower() if char in " -_" or unicodedata.category(char)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


def pages() -> list[Page]:
    """Every page."""
    below = sorted((ROOT / "docs").rglob("*.md"))
    return [Page.of(path) for path in (*(ROOT / name for name in FOOT), *below) if path.exists()]


def target_of(page: Page, link: str) -> tuple[Path, str] | None:
    """The file, relative to the repository, and the anchor a link names; None for other sites."""
    if re.match(r"[a-z][a-z+.-]*:", link):
        return None
    path, _, anchor = unquote(link).partition("#")
    if not path:
        return page.path, anchor
    return Path(relpath((ROOT / page.path.parent / path).resolve(), ROOT)), anchor


def twin_of(page: Page, by_path: dict[Path, Page]) -> Page | None:
    """The same page in the other language."""
    name = page.path.name
    other = name.replace(".zh.md", ".md") if name.endswith(".zh.md") else name.replace(".md", ".zh.md")
    return by_path.get(page.path.with_name(other)) if other != name else None
