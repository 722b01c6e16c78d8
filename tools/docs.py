"""The documentation: built into site/ as plain HTML; with `--check`, held against the code instead.

Pages are the Markdown files at the foot of the repository and below docs/. What is checked stands in `doc_checks.py`.
"""

import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from os.path import relpath
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[1]
SITE = ROOT / "site"
FOOT = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
SECTIONS = (
    ("Project", FOOT),
    ("Guide", ("docs/guide/",)),
    ("指南", ("docs/guide/*.zh.md",)),
    ("Methods", ("docs/methods/",)),
    ("Decisions", ("docs/adr/",)),
    ("More", ("docs/third-party.md",)),
)
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


def section_of(page: Page) -> int:
    """The section of the navigation a page stands in."""
    path = str(page.path)
    if page.language != "en":
        return 2
    return next(
        place
        for place, (_title, parts) in enumerate(SECTIONS)
        if any(path == part or path.startswith(part) for part in parts)
    )


def build(all_pages: list[Page]) -> int:
    """Write the site. Returns how many pages it has."""
    by_path = {page.path: page for page in all_pages}
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.mkdir()
    tokens = (ROOT / "frontend/tokens.css").read_text()
    (SITE / "site.css").write_text(tokens + (ROOT / "tools/docs.css").read_text())
    for page in all_pages:
        place = SITE / page.address
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(html_of(page, by_path), "utf-8")
    return len(all_pages)


def html_of(page: Page, by_path: dict[Path, Page]) -> str:
    """A page as HTML."""
    tokens = MARKDOWN.parse(page.text)
    headings = iter(page.headings)
    for token in tokens:
        if token.type == "heading_open":
            token.attrSet("id", next(headings)[2])
        for part in token.children or []:
            name = "href" if part.type == "link_open" else "src" if part.type == "image" else ""
            if name:
                part.attrSet(name, _address(page, str(part.attrs[name]), by_path))
    body = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    up = relpath(".", page.address.parent)
    twin = twin_of(page, by_path)
    tongue = ""
    if twin:
        label = "中文" if twin.language == "zh-Hans" else "English"
        address = relpath(twin.address, page.address.parent)
        tongue = f'<a class="tongue" lang="{twin.language}" href="{address}">{label}</a>'
    title = page.title if page.path.name == "README.md" else f"{page.title} · Cocreate"
    return (
        f'<!doctype html>\n<html lang="{page.language}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f'<link rel="stylesheet" href="{up}/site.css">\n<a class="skip" href="#main">Skip to the text</a>\n'
        f'<div class="page">\n<nav aria-label="Pages">{_navigation(page, by_path)}</nav>\n'
        f'<main id="main">{tongue}\n{body}</main>\n</div>\n</html>\n'
    )


def _address(page: Page, link: str, by_path: dict[Path, Page]) -> str:
    """A link as the site needs it; files that are not pages are copied beside."""
    found = target_of(page, link)
    if found is None:
        return link
    path, anchor = found
    if (ROOT / path).is_dir():
        path = path / "index.md"
    if path in by_path:
        place = by_path[path].address
    else:
        place = path
        (SITE / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, SITE / path)
    address = relpath(place, page.address.parent) if path != page.path else ""
    return address + (f"#{anchor}" if anchor else "")


def _navigation(here: Page, by_path: dict[Path, Page]) -> str:
    home = relpath("index.html", here.address.parent)
    parts = [f'<a class="brand" href="{home}">Cocreate</a>']
    for place, (title, _parts) in enumerate(SECTIONS):
        listed = [page for page in by_path.values() if section_of(page) == place]
        listed.sort(key=lambda page: page.path.name not in {"index.md", "index.zh.md"})
        if listed:
            parts.append(f"<h2>{escape(title)}</h2><ul>")
            parts += [_entry(here, page) for page in listed]
            parts.append("</ul>")
    return "\n".join(parts)


def _entry(here: Page, page: Page) -> str:
    current = ' aria-current="page"' if page.path == here.path else ""
    label = "About" if page.path.name == "README.md" else re.sub(r"^(\d{4}): ", r"\1 ", page.title)
    return f'<li><a href="{relpath(page.address, here.address.parent)}"{current}>{escape(label)}</a></li>'


def main(*, check: bool) -> int:
    """Build, or check."""
    found = pages()
    if not check:
        print(f"{build(found)} pages in {SITE.relative_to(ROOT)}/, from {SITE.relative_to(ROOT)}/index.html")
        return 0
    from doc_checks import faults

    wrong = list(faults(found))
    print("\n".join(wrong), file=sys.stderr) if wrong else None
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
