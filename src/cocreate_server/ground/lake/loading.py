"""Files of the lake written ahead, while the same rows are still on their way into PostgreSQL.

They are nothing until a commit names them. The commit is made when the batch is published, and only where PostgreSQL
took every row as new; else they are left, tidied away later, and the batch is read back from PostgreSQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson

from cocreate_server.ground.lake import store
from cocreate_server.ground.lake.tables import LakeTable

if TYPE_CHECKING:
    import duckdb

PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 131072"


@dataclass(frozen=True, slots=True)
class LakeFile:
    """One Parquet file that waits to be named.

    Attributes:
        path: Where it lies, relative to its table.
        rows: How many rows it holds.
        size: Its size in bytes.
        partition: The values of the partition columns.
    """

    path: str
    rows: int
    size: int
    partition: dict[str, str]


def write_ahead(
    engine: "duckdb.DuckDBPyConnection", table: LakeTable, rows: str, *, name: str, months: Sequence[str] = ()
) -> list[LakeFile]:
    """Write rows that wait in the engine to files of a table; to be called only where the lake is local.

    Args:
        engine: The engine that holds them.
        table: Whose columns `rows` selects.
        rows: A SELECT in the engine, as `LakeTable.engine_select` makes it.
        name: What the files' names begin with; unique.
        months: All the months there are, such as 2024-01, where the rows of each lie near together and all rows are
            of one workspace: to write month after month costs half of dealing the rows out among them.
    """
    store.open_table(table)  # its folder has to be there before files are
    root = Path(store.address(table))
    if not months:
        partitions = ", ".join(table.partitions)
        options = f", PARTITION_BY ({partitions}), FILENAME_PATTERN '{name}-{{uuid}}', OVERWRITE_OR_IGNORE"
        return _written(engine, table, rows, root, options=options)
    (workspace,) = engine.execute(f"SELECT workspace_id FROM ({rows}) LIMIT 1").fetchone() or (None,)
    files = []
    for month in months:
        folder = root / f"workspace_id={workspace}" / f"month={month}"
        folder.mkdir(parents=True, exist_ok=True)
        picked = (
            f"SELECT * EXCLUDE ({', '.join(table.partitions)}) FROM ({rows} WHERE {_within(table, month)})"
        )
        files += _written(engine, table, picked, folder / f"{name}-{uuid4().hex}.parquet")
    return files


def _within(table: LakeTable, month: str) -> str:
    start = f"TIMESTAMP '{month}-01'"
    return f"t.{table.at} >= {start} AND t.{table.at} < {start} + INTERVAL 1 MONTH"


def _written(
    engine: "duckdb.DuckDBPyConnection", table: LakeTable, rows: str, target: Path, *, options: str = ""
) -> list[LakeFile]:
    written = engine.execute(f"COPY ({rows}) TO '{_quoted(target)}' ({PARQUET}, RETURN_STATS{options})")
    names = [column[0] for column in written.description]
    root = Path(store.address(table))
    return [_file_of(dict(zip(names, line, strict=True)), table, root) for line in written.fetchall()]


def name_files(table: LakeTable, files: list[LakeFile], *, application: str) -> None:
    """Commit files written ahead, as an application's transaction."""
    from deltalake.transaction import AddAction, RemoveAction

    delta = store.open_table(table)
    actions: list[AddAction | RemoveAction] = [
        AddAction(
            path=file.path,
            size=file.size,
            partition_values=file.partition,
            modification_time=int((Path(store.address(table)) / file.path).stat().st_mtime * 1000),
            data_change=True,
            stats=orjson.dumps({"numRecords": file.rows}).decode(),
        )
        for file in files
    ]
    delta.create_write_transaction(
        actions=actions,
        mode="append",
        schema=delta.schema(),
        partition_by=table.partitions,
        commit_properties=store.commit_of(application, 1),
    )


def drop_files(table: LakeTable, files: list[LakeFile]) -> None:
    """Delete files that will not be named."""
    for file in files:
        (Path(store.address(table)) / file.path).unlink(missing_ok=True)


def _file_of(written: dict[str, Any], table: LakeTable, root: Path) -> LakeFile:
    path = Path(written["filename"]).relative_to(root)
    partition = dict(part.split("=", 1) for part in path.parts[:-1])
    return LakeFile(
        str(path),
        int(written["count"]),
        int(written["file_size_bytes"]),
        {name: partition[name] for name in table.partitions},
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
