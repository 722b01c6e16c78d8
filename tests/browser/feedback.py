"""A small file of feedback, with one row that cannot be right."""

import csv
import io
from datetime import date, timedelta

HEADER = ["Response ID", "Date", "How likely are you to recommend us?", "Why?", "Touchpoint"]
WORDS = (
    "Lovely class, my son came home singing every single time",
    "老师很好，但是客服一直没有回复，改课要等三天",
    "I called three times about the refund, for nothing at all",
)
BAD_LINE = 5


def rows_of_feedback(count: int = 40, *, end: date) -> list[list[str]]:
    """Rows of the last days; the score in line 5 lies outside its scale."""
    rows = [
        [
            f"r{n}",
            f"{end - timedelta(days=n % 60)} 10:00",
            str((n * 7) % 11),
            f"{WORDS[n % 3]} ({n})",
            "Desk" if n % 2 else "Class",
        ]
        for n in range(count)
    ]
    rows[BAD_LINE - 2][2] = "11"
    return rows


def as_csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADER, *rows])
    return buffer.getvalue().encode()


def upload_of(name: str, content: bytes) -> dict[str, object]:
    """A file as a file field takes it."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}
