"""The documentation: built into site/ as plain HTML; with `--check`, held against the code instead.

Pages are the Markdown files at the foot of the repository and below docs/. What is checked stands in `doc_checks.py`.
"""

import re
import shutil
import sys
from html import escape
from os.path import relpath
from pathlib import Path

from doc_pages import FOOT, MARKDOWN, ROOT, Page, pages, target_of, twin_of

SITE = ROOT / "site"
SECTIONS = (
    ("Project", FOOT),
    ("Guide", ("docs/guide/",)),
    ("指南", ("docs/guide/*.zh.md",)),
    ("Methods", ("docs/methods/",)),
    ("Decisions", ("docs/adr/",)),
    ("More", ("docs/third-party.md",)),
)


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
