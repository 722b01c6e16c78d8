"""Foreign files within bounds: how large, how deep and how wide one may be before it is looked into."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from cocreate_surveys.errors import FormatError

LARGEST_BYTES = 10 * 1024**2
LARGEST_UNPACKED = 60 * 1024**2
MOST_PARTS = 300
DEEPEST = 80
MOST_ROWS = 20_000
MOST_COLUMNS = 400
BLOCK = 1 << 20
PLACE = re.compile(rb"""[\s"']r\s*=\s*["']([A-Za-z]{1,8})(\d{1,12})["']""")
UNSEEN = {code: None for code in range(32) if chr(code) not in "\t\n"}

type Sheets = dict[str, list[dict[str, str]]]


def json_object(content: bytes) -> dict[str, Any]:
    """A JSON object within bounds, without characters nobody sees.

    Raises:
        FormatError: It is none, or it is out of bounds.
    """
    _bounded(content)
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(f"the file is not readable JSON ({error}); export it again") from error
    if not isinstance(found, dict):
        raise FormatError("the file holds JSON, but no survey; a survey is an object: {…}")
    cleaned: dict[str, Any] = _cleaned(found, 0)
    return cleaned


def workbook(content: bytes) -> Sheets:
    """The sheets of an XLSX workbook as rows by their headers, names of sheets in small letters.

    Raises:
        FormatError: It is none, or it is out of bounds.
    """
    _bounded(content)
    _checked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name.strip().lower(): list(_rows(book.get_sheet_by_name(name).to_python()))
            for name in book.sheet_names
        }
    except (CalamineError, ValueError, OSError) as error:
        raise FormatError(
            f"the file cannot be read as a workbook ({error}); save it as .xlsx again"
        ) from error


def _bounded(content: bytes) -> None:
    if len(content) > LARGEST_BYTES:
        raise FormatError(
            f"the file has {len(content)} bytes, a survey may have at most {LARGEST_BYTES}; split it"
        )


def _cleaned(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise FormatError(f"the file's JSON is nested more than {DEEPEST} deep; no survey tool writes so")
    match value:
        case str():
            return value.translate(UNSEEN)
        case list():
            return [_cleaned(one, depth + 1) for one in value]
        case dict():
            return {str(key).translate(UNSEEN): _cleaned(one, depth + 1) for key, one in value.items()}
        case _:
            return value


def _checked(content: bytes) -> None:
    """Unpack once, counting: what a workbook says of its own size may be a lie."""
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise FormatError("the file is packed, but no XLSX workbook; save it as .xlsx")
            if len(parts) > MOST_PARTS:
                raise FormatError(f"the workbook has {len(parts)} parts, at most {MOST_PARTS} are read")
            for part in parts:
                left = _part_checked(packed, part, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FormatError(f"the workbook is damaged ({error}); save it as .xlsx again") from error
    except zlib.error as error:
        raise FormatError(f"the workbook is damaged ({error}); save it as .xlsx again") from error


def _part_checked(packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    tail = b""
    with packed.open(part) as stream:
        while block := stream.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise FormatError(f"the workbook unpacks to more than {LARGEST_UNPACKED} bytes; split it")
            if part.filename.startswith("xl/worksheets/") or part.filename.endswith(".xml"):
                _placed(tail + block)
            tail = block[-40:]
    return left


def _placed(text: bytes) -> None:
    """Refuse cells far out: a reader would lay out every empty cell before them."""
    for column, row in PLACE.findall(text):
        number = 0
        for letter in column.upper():
            number = number * 26 + letter - 64
        if number > MOST_COLUMNS or int(row) > MOST_ROWS:
            raise FormatError(
                f"a cell stands at {column.decode()}{row.decode()}; at most {MOST_ROWS} rows and "
                f"{MOST_COLUMNS} columns are read"
            )


def _rows(grid: list[list[Any]]) -> Iterator[dict[str, str]]:
    if not grid:
        return
    heads = [_written(cell).strip() for cell in grid[0]]
    yield {head: head for head in heads if head}  # so that a sheet without rows still tells its columns
    for row in grid[1:]:
        cells = {head: _written(cell) for head, cell in zip(heads, row, strict=False) if head}
        if any(text.strip() for text in cells.values()):
            yield {head: text for head, text in cells.items() if text.strip()}


def _written(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).translate(UNSEEN)
