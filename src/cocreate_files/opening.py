"""`open_file`: any file of feedback, whatever wrote it, as a table."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from cocreate_files.columnar import stage_json_lines, stage_parquet
from cocreate_files.columns import Column
from cocreate_files.delimiters import FirstRecords, checked_delimiter, detect_delimiter, first_records
from cocreate_files.encodings import to_utf8
from cocreate_files.errors import UnreadableFile
from cocreate_files.layouts import Heading, Layout, layout_named, recognise
from cocreate_files.layouts.layout import plain_headings
from cocreate_files.notes import Note
from cocreate_files.profiling import profiles
from cocreate_files.sheets import sheet_to_csv
from cocreate_files.staging import Connection, open_database, single
from cocreate_files.statistics_files import CodeBook, statistics_to_csv
from cocreate_files.table import SourceTable, TextOrigin
from cocreate_files.textfile import TextShape, data_width, stage_text
from cocreate_files.unpack import Unpacked, unpack

__all__ = ["EXTENSIONS", "open_file"]

EXTENSIONS: tuple[str, ...] = (
    ".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".jsonl",
    ".ndjson", ".sav", ".zsav",
    ".dta",
)  # fmt: skip
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", ".parquet"),
    (b"PK\x03\x04", ".xlsx"),
    (b"\xd0\xcf\x11\xe0", ".xls"),
    (b"$FL2", ".sav"),
    (b"$FL3", ".zsav"),
    (b"<stata_dta>", ".dta"),
)
FOREIGN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF")
SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
STATISTICS = frozenset({".sav", ".zsav", ".dta"})
JSON_LINES = frozenset({".jsonl", ".ndjson"})
SHOWN = {",": ",", "\t": "tab", ";": ";", "|": "|"}


@dataclass(frozen=True, slots=True)
class Request:
    """What the caller asked for."""

    path: Path
    layout: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None


@dataclass(frozen=True, slots=True)
class Staged:
    """What a reader found while it filled `source`."""

    layout: Layout
    headings: tuple[Heading, ...]
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[Note, ...] = ()
    has_lines: bool = False
    heading_lines: int = 1
    origin: TextOrigin | None = None
    code_book: CodeBook | None = None


def open_file(
    path: str | Path,
    *,
    layout: str = "auto",
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    memory_limit: str = "400MB",
) -> SourceTable:
    """Read a file of feedback.

    CSV, TSV, XLSX, Parquet, JSON Lines, SPSS and Stata are read; `.gz` and `.zip` of one file are opened
    first. What is not said is guessed, and every guess is in `notes`.

    Args:
        path: The file.
        layout: One of `LAYOUTS`, or `auto`.
        encoding: The encoding of a text file, such as `gb18030`.
        delimiter: The delimiter of a text file; `tab` is understood.
        sheet: The sheet of a workbook.
        memory_limit: What the engine may use; it spills to disk beyond.

    Returns:
        The table; close it, or use it in a `with` statement.

    Raises:
        UnreadableFile: If the file is missing, empty, damaged or of a kind that is not read.
    """
    scratch = TemporaryDirectory(prefix="cocreate-", ignore_cleanup_errors=True)
    request = Request(Path(path), layout, encoding, delimiter, sheet)
    connection: Connection | None = None
    try:
        room = Path(scratch.name)
        plain = unpack(request.path, scratch=room)
        suffix = _format_of(plain)
        connection = open_database(room, memory_limit=memory_limit)
        staged = _reader(suffix)(connection, replace(plain, suffix=suffix), request, room)
        return _as_table(connection, staged, request, plain, scratch)
    except duckdb.OutOfMemoryException as error:
        raise _discarded(
            scratch,
            connection,
            UnreadableFile(
                f"{request.path.name} needs more than {memory_limit} of memory: leave out columns or rows",
                code="too_large",
                memory_limit=memory_limit,
            ),
        ) from error
    except BaseException:
        _discarded(scratch, connection)
        raise


def _discarded(
    scratch: "TemporaryDirectory[str]", connection: Connection | None, error: UnreadableFile | None = None
) -> UnreadableFile:
    if connection is not None:
        connection.close()
    scratch.cleanup()
    return error or UnreadableFile("", code="")


def _format_of(plain: Unpacked) -> str:
    """The format, by the file's first bytes where they tell, else by its extension."""
    with plain.path.open("rb") as source:
        head = source.read(512)
    if not head:
        raise UnreadableFile(f"{plain.path.name} is empty: wanted headings and rows", code="file_empty")
    if head.startswith(FOREIGN):
        raise UnreadableFile(
            f"{plain.path.name} is a picture or a document: wanted a table", code="not_a_table"
        )
    for signature, suffix in SIGNATURES:
        if head.startswith(signature):
            return plain.suffix if plain.suffix in SHEETS and suffix in SHEETS else suffix
    binary = {".parquet", ".dta", *SHEETS, ".sav", ".zsav"} - {".dta"}
    if plain.suffix in binary:
        return ".csv"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and plain.suffix in {".json", ".txt", ""}:
        return ".jsonl"
    return plain.suffix


type Reader = Callable[[Connection, Unpacked, Request, Path], Staged]


def _reader(suffix: str) -> Reader:
    if suffix in SHEETS:
        return _stage_sheet
    if suffix in STATISTICS:
        return _stage_statistics
    if suffix in JSON_LINES:
        return _stage_json
    return _stage_columnar if suffix == ".parquet" else _stage_plain_text


def _stage_plain_text(connection: Connection, plain: Unpacked, request: Request, room: Path) -> Staged:
    text = to_utf8(plain.path, encoding=request.encoding, scratch=room)
    delimiter = checked_delimiter(request.delimiter) if request.delimiter else detect_delimiter(text.path)
    first = first_records(text.path, delimiter=delimiter)
    layout = _layout(request, first.records, plain.suffix)
    shape = _shape(first, layout, delimiter)
    has_lines = stage_text(connection, text.path, shape=shape, scratch=room)
    notes = (*text.notes, *_delimiter_note(delimiter))
    return Staged(
        layout,
        _headings(first, layout, shape.columns),
        text.encoding,
        delimiter,
        notes,
        has_lines,
        shape.heading_lines,
        TextOrigin(text.path, shape),
    )


def _delimiter_note(delimiter: str) -> tuple[Note, ...]:
    return () if delimiter == "," else (Note("delimiter", {"delimiter": SHOWN.get(delimiter, delimiter)}),)


def _shape(first: FirstRecords, layout: Layout, delimiter: str) -> TextShape:
    """Where the headings end and how wide the rows are."""
    if not first.records:
        raise UnreadableFile(
            "the file holds nothing but blank lines: wanted headings and rows", code="file_empty"
        )
    count = min(layout.header_rows, len(first.records))
    width = data_width(first.records[:count], first.records[count:])
    lines = first.ends[count - 1] if count else 0
    spanned = sum(cell.count("\n") for record in first.records[:count] for cell in record)
    return TextShape(delimiter, width, count if width > 1 else lines - spanned, lines)


def _headings(first: FirstRecords, layout: Layout, columns: int) -> tuple[Heading, ...]:
    rows = [
        [*row, *[""] * (columns - len(row))][:columns] for row in first.records[: max(layout.header_rows, 1)]
    ]
    return layout.headings(rows)


def _layout(request: Request, rows: Sequence[Sequence[str]], suffix: str) -> Layout:
    return recognise(rows, suffix) if request.layout == "auto" else layout_named(request.layout, rows)


def _stage_sheet(connection: Connection, plain: Unpacked, request: Request, room: Path) -> Staged:
    target = room / "sheet.csv"
    notes = sheet_to_csv(plain.path, sheet=request.sheet, target=target)
    numbered = first_records(target, delimiter=",")
    first = FirstRecords(tuple(record[1:] for record in numbered.records), numbered.ends)
    layout = _layout(request, first.records, plain.suffix)
    shape = _shape(first, layout, ",")
    stage_text(connection, target, shape=shape, scratch=room, with_line=True)
    return Staged(layout, _headings(first, layout, shape.columns), notes=notes, has_lines=True)


def _stage_statistics(connection: Connection, plain: Unpacked, request: Request, room: Path) -> Staged:
    target = room / "cases.csv"
    book = statistics_to_csv(plain.path, suffix=plain.suffix, encoding=request.encoding, target=target)
    layout = _layout(request, [], plain.suffix)
    stage_text(connection, target, shape=TextShape(",", len(book.names)), scratch=room)
    headings = tuple(
        Heading(name, label or name) for name, label in zip(book.names, book.labels, strict=True)
    )
    return Staged(layout, headings, heading_lines=0, code_book=book)


def _stage_json(connection: Connection, plain: Unpacked, request: Request, room: Path) -> Staged:
    text = to_utf8(plain.path, encoding=request.encoding, scratch=room)
    names = stage_json_lines(connection, text.path)
    layout = _layout(request, [names], plain.suffix)
    return Staged(
        layout, plain_headings([names]), text.encoding, notes=text.notes, has_lines=True, heading_lines=0
    )


def _stage_columnar(connection: Connection, plain: Unpacked, request: Request, room: Path) -> Staged:  # noqa: ARG001 - as all readers
    names = stage_parquet(connection, plain.path)
    return Staged(_layout(request, [names], plain.suffix), plain_headings([names]), heading_lines=0)


def _as_table(
    connection: Connection,
    staged: Staged,
    request: Request,
    plain: Unpacked,
    scratch: "TemporaryDirectory[str]",
) -> SourceTable:
    headings, naming = _named(staged.headings)
    book = staged.code_book
    columns = tuple(
        Column(
            index=index,
            name=heading.name,
            label=heading.label or heading.name,
            group_id=heading.group_id,
            group_label=heading.group_label,
            profile=profile,
            value_labels=book.value_labels.get(heading.name, ()) if book else (),
            missing=book.missing.get(heading.name, ()) if book else (),
        )
        for index, (heading, profile) in enumerate(
            zip(headings, profiles(connection, columns=len(headings)), strict=True)
        )
    )
    notes = (*_first_notes(staged, plain), *staged.notes, *naming, *_malformed_note(connection, len(columns)))
    return SourceTable(
        path=request.path,
        connection=connection,
        columns=columns,
        layout=staged.layout,
        encoding=staged.encoding,
        delimiter=staged.delimiter,
        notes=notes,
        has_lines=staged.has_lines,
        heading_lines=staged.heading_lines,
        origin=staged.origin,
        scratch=scratch,
    )


def _first_notes(staged: Staged, plain: Unpacked) -> tuple[Note, ...]:
    notes = []
    if plain.member:
        notes.append(Note("member", {"member": plain.member}))
    if staged.layout.name != "table":
        notes.append(Note("layout", {"layout": staged.layout.title}))
    if staged.layout.header_rows > 1:
        notes.append(Note("header_rows", {"count": staged.layout.header_rows}))
    return tuple(notes)


def _malformed_note(connection: Connection, columns: int) -> tuple[Note, ...]:
    count = single(connection, "SELECT count(*) FROM malformed")
    return (Note("lines_malformed", {"count": count, "columns": columns}),) if count else ()


def _named(headings: Sequence[Heading]) -> tuple[tuple[Heading, ...], tuple[Note, ...]]:
    """Headings with names that are neither blank nor repeated."""
    seen: Counter[str] = Counter()
    taken = {heading.name for heading in headings}
    named, blank, repeated = [], 0, 0
    for place, heading in enumerate(headings, start=1):
        name = heading.name or f"column {place}"
        blank += not heading.name
        seen[name] += 1
        if seen[name] > 1:
            repeated += 1
            while f"{name} ({seen[name]})" in taken:
                seen[name] += 1
            name = f"{name} ({seen[name]})"
            taken.add(name)
        named.append(replace(heading, name=name))
    notes = [Note("header_blank", {"count": blank})] if blank else []
    notes += [Note("header_repeated", {"count": repeated})] if repeated else []
    return tuple(named), tuple(notes)
