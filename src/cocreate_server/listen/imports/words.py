"""What the file readers found and guessed, and why things were left out, in the reader's language."""

from collections.abc import Mapping as Params
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cocreate_files import FileError
from cocreate_files.notes import SENTENCES, Note
from cocreate_files.records import REASONS

# the readers' own words, told to the catalogue
_NOTES = (
    gettext_noop("its values are e-mail addresses"), gettext_noop("the file's own label names it"),
    gettext_noop("it holds {distinct} different values, good for breaking figures down"), gettext_noop("it is empty"),
    gettext_noop("it only numbers the rows"),
    gettext_noop("its values hardly ever repeat and are too short to be text"), gettext_noop("its name is “{name}”"),
    gettext_noop("it may identify a person and is not needed"), gettext_noop("chosen by hand"),
    gettext_noop("its values are dates ({format})"),
    gettext_noop("day and month cannot be told apart here; the day is taken first"),
    gettext_noop("Columns are separated by {delimiter}."), gettext_noop("The text is encoded as {encoding}."),
    gettext_noop("Characters that could not be read and stand as “�”: {count}."),
    gettext_noop("Columns without a name that were given one: {count}."),
    gettext_noop("Column names that occur more than once and were numbered: {count}."),
    gettext_noop("The first {count} rows are headings."), gettext_noop("every value occurs once"),
    gettext_noop("The file looks like an export of {layout}."), gettext_noop("this is how {layout} names it"),
    gettext_noop("Lines left out because they are not rows of {columns} columns: {count}."),
    gettext_noop("The archive holds {member}, which was read."), gettext_noop("NUL characters were removed."),
    gettext_noop("its answers are words of a scale from {low} to {high}"),
    gettext_noop("its values are whole numbers from {low} to {high}"),
    gettext_noop("Sheet {sheet} was read, of {count}."), gettext_noop("its values are running text"),
    gettext_noop("its values are yes and no"), gettext_noop("its values are numbers"),
)  # fmt: skip
_REASONS = (
    gettext_noop("the row has no submission id"), gettext_noop("a row above has the same submission id"),
    gettext_noop("the score lies outside its scale"), gettext_noop("the score is not a whole number"),
    gettext_noop("the value is not a number"), gettext_noop("the value is neither yes nor no"),
    gettext_noop("the value is not a date"), gettext_noop("the text is longer than 30,000 characters"),
    gettext_noop("the line has fewer columns than the heading, or a quote is left open"),
    gettext_noop("the line has more columns than the heading"), gettext_noop("the line is not a JSON object"),
)  # fmt: skip


def error_words(error: FileError) -> str:
    """What is wrong with a file or its mapping, in the reader's language; in English where we have no words for it."""
    known = {
        "file_empty": _("The file is empty."),
        "not_a_table": _("The file is a picture or a document, not a table."),
        "no_answers": _("No column is an answer yet: say which one holds the scores or texts."),
        "role_twice": _("Two columns mean the same; leave one of them out."),
        "field_id_twice": _("Two answers have the same id; give each its own."),
        "scale_upside_down": _("A scale has to end above its start."),
        "too_many_columns": _("The file has too many columns."),
        "too_large": _("The file needs more memory than there is; leave columns out."),
        "archive_damaged": _("The archive is damaged, or holds more than one file."),
        "archive_members": _("The archive is damaged, or holds more than one file."),
        "parquet_damaged": _("The file is damaged."),
        "workbook_damaged": _("The file is damaged."),
        "statistics_file_damaged": _("The file is damaged."),
        "no_such_layout": _("The file does not have this layout; let it be recognised."),
    }
    return known.get(error.code, str(error))


def note_words(note: Note | Params[str, Any]) -> str:
    """A note as a sentence or clause in the reader's language."""
    known = note if isinstance(note, Note) else Note.from_dict(note)
    return _(SENTENCES[known.code]).format(**known.params)


def reason_words(code: str) -> str:
    """Why something was left out, in the reader's language."""
    return _(REASONS[code]) if code in REASONS else code
