"""What is read off a page: rules of accessibility broken, room lacking, words left in the wrong language."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
RUN = """async (options) => (await axe.run(document, {...options, resultTypes: ["violations"], elementRef: false}))
  .violations.map(v => `${v.id}: ` + v.nodes.map(n => `${n.target} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message}`).join("; "))
"""
# people's own words and names are in the language they were written in
OF_PEOPLE = "[lang], .people tbody, .person h1, code, .meta code, .cells, textarea, input, option, script, svg desc, [translate=no]"
VISIBLE_WORDS = """(own) => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (const closed of document.querySelectorAll("details")) closed.open = true;
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest(own) && (parent.checkVisibility?.() ?? true)) found.push(walk.currentNode.data.trim());
  }
  return found.filter(Boolean);
}"""
DESK, PHONE = 1280, 375
LATIN_SENTENCE = re.compile(r"[A-Za-z][a-z’']+(?:[ ,]+[A-Za-z][a-z’']*){2,}")


def broken_rules(page: Page, *, only_colour: bool = False) -> list[str]:
    """Rules of WCAG 2.2 AA that axe finds broken."""
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    run = {"type": "rule", "values": OF_COLOUR} if only_colour else {"type": "tag", "values": TAGS}
    return list(page.evaluate(RUN, {"runOnly": run}))


def too_wide(page: Page) -> str | None:
    """What sticks out of the window, if something does."""
    room: dict[str, Any] = page.evaluate(
        """() => ({needs: document.documentElement.scrollWidth, has: innerWidth, by: [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .rooms, svg, .sr, .skip"))
        .slice(0, 3).map(e => e.outerHTML.slice(0, 90))})"""
    )
    return None if room["needs"] <= room["has"] else f"{room['needs']} px wide in {room['has']}: {room['by']}"


def left_in_english(page: Page) -> list[str]:
    """Runs of three and more English words on a Chinese page, outside what people wrote."""
    words = page.evaluate(VISIBLE_WORDS, "html > body " + OF_PEOPLE.replace(", ", ", html > body "))
    return [text for text in words if LATIN_SENTENCE.search(text)]


def look_at(page: Page, language: str) -> list[str]:
    """Everything that is wrong with the page that is open, in each scheme and width."""
    wrongs = []
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            # the rules of colour are all that a scheme may break
            broken = broken_rules(page, only_colour=scheme == "dark")
            wrongs += [f"{width} {scheme}: {rule}" for rule in broken]
        wrongs += [f"{width}: {wide}" for wide in [too_wide(page)] if wide]
    if language == "zh":
        wrongs += [f"in English: {text}" for text in left_in_english(page)]
    filled = page.locator(".btn.main:visible").count()
    wrongs += [f"{filled} filled buttons"] if filled > 1 else []
    return wrongs


def glance_at(page: Page, language: str) -> list[str]:
    """What is wrong with a page on the way through several: in light on a desk, in dark on a phone."""
    wrongs = broken_rules(page)
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.emulate_media(color_scheme="dark")
    wrongs += broken_rules(page, only_colour=True) + [wide for wide in [too_wide(page)] if wide]
    page.set_viewport_size({"width": DESK, "height": 900})
    page.emulate_media(color_scheme="light")
    return wrongs + (left_in_english(page) if language == "zh" else [])
