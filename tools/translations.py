"""Translations without gettext installed: `extract` renews the catalogues, `compile` makes them fit for use, `check` finds gaps."""

import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src/cocreate_server"
CATALOGUE = SOURCE / "locale/zh_Hans/LC_MESSAGES/django.po"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # when it was changed is in the history
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def extracted() -> Catalog:
    """Every message of code and templates."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreate_server.settings")
    from django.utils.translation.template import templatize

    catalog = Catalog(
        locale="zh_Hans",
        charset="utf-8",
        project="Cocreate",
        header_comment="# Simplified Chinese for Cocreate. Renew with: tools/translations.py extract",
        creation_date=EPOCH,
        revision_date=EPOCH,
        last_translator="The Cocreate authors",
        language_team="Simplified Chinese",
        msgid_bugs_address="the project's own tracker",
        fuzzy=False,
    )
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            text = path.read_text()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            text = templatize(path.read_text(), origin=str(path))
        else:
            continue
        for _line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            flags = ["python-format"] if "%(" in str(message) else []
            catalog.add(
                message,
                locations=[(str(path.relative_to(SOURCE)), 0)],
                user_comments=comments,
                context=context,
                flags=flags,
            )
    return catalog


def existing() -> Catalog:
    """The catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def renew() -> None:
    """Bring the catalogue up to the code, keeping what is translated."""
    fresh = extracted()
    if CATALOGUE.exists():
        known = {(message.id, message.context): message.string for message in existing() if message.id}
        for message in fresh:
            if message.id:
                message.string = known.get((message.id, message.context), message.string)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, fresh, omit_header=False, include_lineno=False, sort_output=True, width=110)


def gaps() -> list[str]:
    """Messages that the catalogue lacks, leaves empty or translates wrongly."""
    known = {(message.id, message.context): message for message in existing() if message.id}
    found = []
    for message in extracted():
        if not message.id:
            continue
        translated = known.get((message.id, message.context))
        strings = [] if translated is None else translated.string
        texts = [strings] if isinstance(strings, str) else list(strings)
        if not texts or not all(texts):
            found.append(f"not translated: {message.id!r}")
        elif translated is not None:
            found += [f"{error}: {message.id!r}" for error in translated.check()]
    return found


def compile_catalogue() -> None:
    """Write the compiled catalogue where its source is newer."""
    compiled = CATALOGUE.with_suffix(".mo")
    if not CATALOGUE.exists() or (
        compiled.exists() and compiled.stat().st_mtime >= CATALOGUE.stat().st_mtime
    ):
        return
    with compiled.open("wb") as file:
        write_mo(file, existing())


def main(task: str) -> int:
    """Do one of the tasks."""
    if task == "extract":
        renew()
    elif task == "compile":
        compile_catalogue()
    elif task == "check":
        found = gaps()
        print("\n".join(found) or "Translations are complete.")
        return bool(found)
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
