"""SPSS and Stata files into the staging database, chunk by chunk, with their labels and missing values."""

import csv
import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyreadstat

from cocreate_files.errors import UnreadableFile

__all__ = ["CodeBook", "statistics_to_csv"]

CHUNK_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class CodeBook:
    """What the file says of its columns: names, labels, labels of values, and codes that mean no answer."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    value_labels: Mapping[str, tuple[tuple[str, str], ...]]
    missing: Mapping[str, tuple[tuple[str, str], ...]]


def statistics_to_csv(path: Path, *, suffix: str, encoding: str | None, target: Path) -> CodeBook:
    """Write the cases as CSV, codes as codes.

    Args:
        path: The file.
        suffix: `.sav`, `.zsav` or `.dta`.
        encoding: Its encoding, where the file does not say.
        target: The CSV to write.

    Returns:
        The code book; `missing` holds ranges from–to.

    Raises:
        UnreadableFile: If the file cannot be read.
    """
    reader = pyreadstat.read_dta if suffix == ".dta" else pyreadstat.read_sav
    options: dict[str, Any] = {"output_format": "dict", "user_missing": True}
    if encoding:
        options["encoding"] = encoding
    try:
        _, about = reader(str(path), metadataonly=True, **options)
        with target.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            for chunk, _ in pyreadstat.read_file_in_chunks(
                reader, str(path), chunksize=CHUNK_ROWS, **options
            ):
                columns = [[_written(value) for value in chunk[name]] for name in about.column_names]
                writer.writerows(zip(*columns, strict=True))
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            f"{path.name} cannot be read ({error}): save it again, or name its encoding",
            code="statistics_file_damaged",
            path=path.name,
        ) from error
    return _code_book(about)


def _code_book(about: Any) -> CodeBook:
    labels = tuple(label or "" for label in about.column_labels)
    values = {
        name: tuple((_written(code), str(label)) for code, label in pairs.items())
        for name, pairs in about.variable_value_labels.items()
    }
    ranges = {
        name: tuple((_written(part["lo"]), _written(part["hi"])) for part in parts)
        for name, parts in (about.missing_ranges or {}).items()
    }
    letters = {
        name: tuple((str(code), str(code)) for code in codes)
        for name, codes in (about.missing_user_values or {}).items()
    }
    return CodeBook(tuple(about.column_names), labels, values, {**letters, **ranges})


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case float() if math.isnan(value):
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            return str(value.date() if value.time() == dt.time() else value)
        case _:
            return str(value).replace("\0", "")
