"""Which physical line of a text file a row stands on, quoted line ends and blank lines counted."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cocreate_files.textfile import TextShape

__all__ = ["physical_lines"]

CHUNK_BYTES = 1 << 20


def physical_lines(path: Path, *, shape: TextShape, rows: int) -> NDArray[np.int64]:
    """The line each row starts on, counted from 1.

    Where the file has exactly one line a row, this is arithmetic; otherwise the file is read once more.

    Args:
        path: The UTF-8 file.
        shape: How it is cut.
        rows: How many rows it has below its headings.

    Returns:
        One line number a row.
    """
    if _lines(path) == shape.heading_lines + rows:
        return np.arange(shape.heading_lines + 1, shape.heading_lines + rows + 1, dtype=np.int64)
    return _walk(path, shape=shape, rows=rows)


def _lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return count + (last != b"\n")


def _walk(path: Path, *, shape: TextShape, rows: int) -> NDArray[np.int64]:
    lines = np.zeros(rows, dtype=np.int64)
    row, before = 0, shape.heading_lines
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as source:
        for _ in range(shape.heading_lines):
            source.readline()
        reader = csv.reader(source, delimiter=shape.delimiter)
        for record in reader:
            if (record or shape.columns == 1) and row < rows:
                lines[row] = before + 1
                row += 1
            before = shape.heading_lines + reader.line_num
    return lines
