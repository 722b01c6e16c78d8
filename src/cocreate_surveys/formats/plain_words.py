"""Words as foreign files have them: markup taken off, languages and earlier answers as surveys name them."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from cocreate_surveys.checks import LANGUAGE
from cocreate_surveys.piping import PIPE

BREAKING = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"}
SILENT = {"script", "style"}
LOST_WITH_TAGS = {"img", "video", "audio", "iframe", "a", "table", "script", "input", "object", "embed"}
NAMED = {
    "english": "en", "chinese": "zh-hans", "中文": "zh-hans", "简体中文": "zh-hans", "simplified chinese": "zh-hans",
    "traditional chinese": "zh-hant", "繁體中文": "zh-hant", "french": "fr", "français": "fr", "german": "de",
    "deutsch": "de", "spanish": "es", "español": "es", "portuguese": "pt", "italian": "it", "dutch": "nl",
    "russian": "ru", "arabic": "ar", "hindi": "hi", "japanese": "ja", "korean": "ko", "swahili": "sw",
    "zh-cn": "zh-hans", "zh-s": "zh-hans", "zh-tw": "zh-hant", "zh-t": "zh-hant", "zh": "zh-hans",
    "es-es": "es", "en-us": "en",
}  # fmt: skip


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.lost: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls
        self.silent += tag in SILENT
        if tag in BREAKING:
            self.parts.append("\n")
        if tag in LOST_WITH_TAGS:
            self.lost.add(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in SILENT))
        if tag in BREAKING - {"br"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def without_markup(text: str) -> tuple[str, tuple[str, ...]]:
    """Words without tags, and the tags that meant more than looks."""
    if not re.search(r"<[A-Za-z!/]|&[#\w]+;", text):
        return text.strip(), ()
    parser = _Text()
    parser.feed(text)
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.parts).split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip(), tuple(sorted(parser.lost))


def language_tag(name: str) -> str:
    """The tag of a language as files call it: `English (en)`, `zh-cn`, `ZH-S`, `French`."""
    inside = re.search(r"\(([^()]+)\)\s*$", name)
    wanted = (inside[1] if inside else name).strip().replace("_", "-").lower()
    found = (
        NAMED.get(wanted) or NAMED.get(name.partition("(")[0].strip().lower() if not inside else "") or wanted
    )
    return found if LANGUAGE.fullmatch(found) else "und"


def pipes_out(text: str, pipe: Callable[[str, str], str]) -> str:
    """Words with our pipes written as another form writes them.

    Args:
        text: Our words.
        pipe: Writes one, given its source (empty, `trait.` or `score.`) and its name.
    """
    return PIPE.sub(lambda found: pipe(found["source"] or "", found["name"].strip()), text)
