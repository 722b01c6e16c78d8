"""Rejected rows as a file that can be mended and brought in again."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence

from cocreate_files import Mapping, SourceTable, records_relation
from cocreate_server.listen.imports.models import Import, Reject
from cocreate_server.listen.imports.services import SUBMISSION_COLUMN
from cocreate_server.listen.imports.sources import open_source
from cocreate_server.listen.imports.words import reason_words

ROWS_A_BLOCK = 500


def rejected_csv(job: Import) -> Iterator[bytes]:
    """The rows that were left out in whole or in part, as they stood in the file, with line and reason before them.

    Where the file had no submission ids, each row is given the one its other answers have, so that a mended answer
    joins them.
    """
    rejects: dict[int, list[Reject]] = defaultdict(list)
    for reject in job.rejects.exclude(row=None).order_by("line", "id"):
        rejects[reject.row or 0].append(reject)
    with open_source(job) as table:
        mapping = Mapping.from_json(job.mapping)
        own_ids = mapping.of_role("submission") is not None
        names = [column.name for column in table.columns]
        yield _line(["line", "reason", *([] if own_ids else [SUBMISSION_COLUMN]), *names], mark=True)
        rows = sorted(rejects)
        for start in range(0, len(rows), ROWS_A_BLOCK):
            for row, submission, cells in _cells(table, mapping, rows[start : start + ROWS_A_BLOCK]):
                why = "; ".join(
                    f"{reject.column}: {reason_words(reject.reason)}"
                    if reject.column
                    else reason_words(reject.reason)
                    for reject in rejects[row]
                )
                yield _line([rejects[row][0].line, why, *([] if own_ids else [submission]), *cells])
    for reject in job.rejects.filter(row=None).order_by("line"):
        yield _line([reject.line, reason_words(reject.reason), *([] if own_ids else [""]), reject.value])


def _cells(table: SourceTable, mapping: Mapping, rows: Sequence[int]) -> list[tuple[int, str, list[str]]]:
    """For each row its number, the submission id its records have, and its cells."""
    engine = table.connection.cursor()
    records = records_relation(table, mapping).sql_query()
    wanted = ", ".join(str(row) for row in rows)
    submissions = dict(
        engine.execute(
            f"SELECT row, any_value(submission_id) FROM ({records}) WHERE row IN ({wanted}) GROUP BY row"
        ).fetchall()
    )
    columns = ", ".join(f"c{column.index}" for column in table.columns)
    found = engine.execute(
        f"SELECT rowid + 1, {columns} FROM source WHERE rowid + 1 IN ({wanted}) ORDER BY rowid"
    ).fetchall()
    return [(row, submissions.get(row, ""), list(cells)) for row, *cells in found]


def _line(cells: Sequence[object], *, mark: bool = False) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(["" if cell is None else cell for cell in cells])
    return (("\ufeff" if mark else "") + buffer.getvalue()).encode()
