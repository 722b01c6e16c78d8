"""A profile of every column, from an even sample of the rows."""

from cocreate_files.columns import Profile
from cocreate_files.staging import Connection, column_name, single

__all__ = ["profiles"]

SAMPLE_ROWS = 20_000
MOST_VALUES = 500
LONGEST_VALUE = 300


def profiles(connection: Connection, *, columns: int) -> tuple[Profile, ...]:
    """Profile the columns of `source`.

    Args:
        connection: The staging database.
        columns: How many there are.

    Returns:
        One profile a column. The sample is drawn by a hash of the row's place, so that two
        readings agree and nothing periodic in the file is missed.
    """
    step = max(1, single(connection, "SELECT count(*) FROM source") // SAMPLE_ROWS)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE sampled AS SELECT * FROM source WHERE hash(rowid) % {step} = 0"  # noqa: S608
    )
    sampled = single(connection, "SELECT count(*) FROM sampled")
    found = tuple(_profile(connection, column_name(index), sampled) for index in range(columns))
    connection.execute("DROP TABLE sampled")
    return found


def _profile(connection: Connection, column: str, rows: int) -> Profile:
    counted = connection.execute(
        f"SELECT left(value, {LONGEST_VALUE}), times, sum(times) OVER (), count(*) OVER () FROM"  # noqa: S608 - names are ours
        f" (SELECT {column} AS value, count(*) AS times, min(rowid) AS first FROM sampled"
        f" WHERE {column} IS NOT NULL AND trim({column}) <> '' GROUP BY {column})"
        f" ORDER BY times DESC, first LIMIT {MOST_VALUES}"
    ).fetchall()
    if not counted:
        return Profile(rows=rows)
    return Profile(
        values=tuple((str(value), int(times)) for value, times, _, _ in counted),
        filled=int(counted[0][2]),
        distinct=int(counted[0][3]),
        rows=rows,
    )
