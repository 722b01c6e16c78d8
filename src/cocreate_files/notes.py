"""What was guessed, as data: a code and its particulars, with an English sentence to go with each."""

from collections.abc import Mapping as Params
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SENTENCES", "Note"]

SENTENCES: dict[str, str] = {
    "address_words": "its values are e-mail addresses",
    "code_book": "the file's own label names it",
    "columns_few_values": "it holds {distinct} different values, good for breaking figures down",
    "column_empty": "it is empty",
    "column_index": "it only numbers the rows",
    "column_mostly_unique": "its values hardly ever repeat and are too short to be text",
    "column_named": "its name is “{name}”",
    "column_personal": "it may identify a person and is not needed",
    "corrected_by_hand": "chosen by hand",
    "date_format": "its values are dates ({format})",
    "date_order_assumed": "day and month cannot be told apart here; the day is taken first",
    "delimiter": "Columns are separated by {delimiter}.",
    "encoding": "The text is encoded as {encoding}.",
    "encoding_repaired": "Characters that could not be read and stand as “�”: {count}.",
    "header_blank": "Columns without a name that were given one: {count}.",
    "header_repeated": "Column names that occur more than once and were numbered: {count}.",
    "header_rows": "The first {count} rows are headings.",
    "id_unique": "every value occurs once",
    "layout": "The file looks like an export of {layout}.",
    "layout_column": "this is how {layout} names it",
    "lines_malformed": "Lines left out because they are not rows of {columns} columns: {count}.",
    "member": "The archive holds {member}, which was read.",
    "nul_removed": "NUL characters were removed.",
    "scale_labels": "its answers are words of a scale from {low} to {high}",
    "scale_values": "its values are whole numbers from {low} to {high}",
    "sheet": "Sheet {sheet} was read, of {count}.",
    "text_words": "its values are running text",
    "values_boolean": "its values are yes and no",
    "values_numbers": "its values are numbers",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was found or guessed.

    Args:
        code: A key of `SENTENCES`; translations hang on it.
        params: What the sentence names.

    Examples:
        >>> Note("encoding", {"encoding": "GB18030"}).text
        'The text is encoded as GB18030.'
    """

    code: str
    params: Params[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The note as an English sentence or clause."""
        return SENTENCES[self.code].format(**self.params)

    def to_dict(self) -> dict[str, Any]:
        """The note as plain data, for JSON."""
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_dict(cls, data: Params[str, Any]) -> "Note":
        """The note that `to_dict` wrote."""
        return cls(str(data["code"]), dict(data.get("params", {})))
