"""Look over the templates: no inline style or script, no bare text outside translations, every input with a label."""

import re
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src/cocreate_server"
RULES = {
    r"\sstyle=": "inline style, which the Content-Security-Policy forbids: use a class",
    r"\son\w+=": "inline handler, which the Content-Security-Policy forbids: use data attributes and a module",
    r"<script(?![^>]*\bsrc=)": "inline script: put it into a module",
    r"\{#\s*TODO": "unfinished",
}
LETTERS = {"letter.html"}  # mail programs know nothing but styles within
SPOKEN = re.compile(r">\s*([A-Za-z][a-z]+(?: [a-z]+)+)[^<{]*<")


def faults(path: Path) -> list[str]:
    """What is wrong with one template."""
    text = re.sub(
        r"\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}", "", path.read_text(), flags=re.DOTALL
    )
    rules = RULES if path.name not in LETTERS else {}
    found = [f"{words}" for rule, words in rules.items() if re.search(rule, text)]
    found += [f"text that is not translated: {words!r}" for words in SPOKEN.findall(text)]
    return [f"{path.relative_to(SOURCE)}: {words}" for words in found]


def main() -> int:
    """Look at every page; mails and plain texts are only translated."""
    found = [words for path in sorted(SOURCE.rglob("templates/**/*.html")) for words in faults(path)]
    print("\n".join(found), file=sys.stderr) if found else None
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
