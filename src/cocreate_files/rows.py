"""What the fields of a row have in common, read from the staging tables: one SELECT, and the rows that stand twice.

A cell is text as it stands in the file; here it becomes an id, a time, a language, a person, or the reason why the whole
row is left out.
"""

from cocreate_files.columns import NO_ANSWER
from cocreate_files.dates import date_sql
from cocreate_files.mapping import ColumnMapping, Mapping
from cocreate_files.staging import Connection, column_name, literal

__all__ = ["TEXT_ROLES", "find_repeats", "labelled_sql", "shared_sql"]

TEXT_ROLES = {
    "language": "language", "customer": "user_id", "email": "email", "channel": "channel", "market": "market",
    "touchpoint": "touchpoint", "component": "component",
}  # fmt: skip


def shared_sql(mapping: Mapping) -> str:
    """The step `shared`: a row's id, time, traits and people, why it is left out if it is, and its answers as a list."""
    when, weight = mapping.of_role("when"), mapping.of_role("weight")
    collected = _date(when, mapping.timezone) if when else "CAST(NULL AS TIMESTAMP)"
    parts = {
        "row": "source.rowid + 1",
        "submission_id": _submission(mapping),
        "collected_at": collected,
        "weight": f"TRY_CAST({_cell(weight)} AS DOUBLE)" if weight else "CAST(NULL AS DOUBLE)",
        "traits": _traits(mapping),
        "row_reason": _row_reason(mapping, collected),
        "row_value": _cell(when) if when else "NULL",
        "raws": f"[{', '.join(_raw(column, mapping.timezone) for column in mapping.answers)}]",
    }
    for role, name in TEXT_ROLES.items():
        column = mapping.of_role(role)
        parts[name] = labelled_sql(column) if column else "CAST(NULL AS VARCHAR)"
    picked = ", ".join(f"{expression} AS {name}" for name, expression in parts.items())
    repeats = f"{_repeats_name(mapping)} AS repeats ON repeats.row = source.rowid + 1"
    return f"shared AS (SELECT {picked} FROM source LEFT JOIN {repeats})"  # noqa: S608 - quoted


def _cell(column: ColumnMapping) -> str:
    """A column's cell, NULL where it is blank or holds a code that means no answer."""
    name = f"source.{column_name(column.index)}"
    filled = (
        f"nullif(CASE WHEN regexp_matches({name}, {EDGES}) THEN trim({name}, {BLANKS}) ELSE {name} END, '')"
    )
    tests = [_is_missing(name, low, high) for low, high in column.missing]
    return f"CASE WHEN {' OR '.join(tests)} THEN NULL ELSE {filled} END" if tests else filled


BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288)"
EDGES = r"'^[ \t\n\r\x{A0}\x{3000}]|[ \t\n\r\x{A0}\x{3000}]$'"  # looking for blanks costs a third of taking them off


def _is_missing(name: str, low: str, high: str) -> str:
    try:
        return f"coalesce(TRY_CAST({name} AS DOUBLE) BETWEEN {float(low)!r} AND {float(high)!r}, false)"
    except ValueError:
        return f"coalesce({name} BETWEEN {literal(low)} AND {literal(high)}, false)"


def _date(column: ColumnMapping, timezone: str) -> str:
    return date_sql(_cell(column), date_format=column.date_format or "iso", timezone=timezone)


def _raw(column: ColumnMapping, timezone: str) -> str:
    cell = _cell(column)
    if column.field_type != "date":
        return cell
    return f"coalesce(CAST({_date(column, timezone)} AS VARCHAR), {cell})"


def labelled_sql(column: ColumnMapping) -> str:
    """A column's cell, by the label of its code where it has one."""
    cell = _cell(column)
    if not column.labels:
        return cell
    cases = " ".join(f"WHEN {literal(code)} THEN {literal(label)}" for code, label in column.labels)
    return f"CASE {cell} {cases} ELSE {cell} END"


def _traits(mapping: Mapping) -> str:
    pairs = ", ".join(f"{literal(column.name)}, {labelled_sql(column)}" for column in mapping.traits)
    return f"CAST(json_merge_patch('{{}}', json_object({pairs})) AS VARCHAR)" if pairs else "'{}'"


def _submission(mapping: Mapping) -> str:
    column = mapping.of_role("submission")
    if column:
        return _cell(column)
    return f"md5({_content(mapping)}) || coalesce('-' || repeats.occurrence, '')"


def _content(mapping: Mapping) -> str:
    """All of a row with the names of its columns, as one text."""
    cells = ", ".join(f"coalesce(source.{column_name(column.index)}, chr(30))" for column in mapping.columns)
    names = literal("\x1f".join(column.name for column in mapping.columns))
    return f"concat_ws(chr(31), {names}, {cells})"


def _row_reason(mapping: Mapping, collected: str) -> str:
    tests = []
    submission, when = mapping.of_role("submission"), mapping.of_role("when")
    if submission:
        tests.append(f"WHEN {_cell(submission)} IS NULL THEN 'no_submission_id'")
        tests.append("WHEN repeats.occurrence IS NOT NULL THEN 'repeated_submission_id'")
    if when:
        no_answer = ", ".join(literal(word) for word in sorted(NO_ANSWER))
        # a list is looked through only where no date was found; IN, and `list_contains`, would be a join over all rows
        said = f"list_position([{no_answer}], coalesce(lower({_cell(when)}), '')) IS NULL"
        tests.append(f"WHEN CASE WHEN {collected} IS NULL THEN {said} ELSE false END THEN 'not_a_date'")
    return f"CASE {' '.join(tests)} END" if tests else "CAST(NULL AS VARCHAR)"


def _repeats_name(mapping: Mapping) -> str:
    submission = mapping.of_role("submission")
    return f"repeats_{submission.index}" if submission else "repeats_content"


def find_repeats(connection: Connection, mapping: Mapping) -> None:
    """Make the table of rows whose id, or whole content, stood in a row above; the SELECTs here join it.

    Args:
        connection: The staging database.
        mapping: What the columns mean.
    """
    submission = mapping.of_role("submission")
    key = _cell(submission) if submission else f"md5_number({_content(mapping)})"
    keyed = f"SELECT source.rowid + 1 AS row, {key} AS key FROM source"  # noqa: S608 - literals are quoted, names are ours
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {_repeats_name(mapping)} AS"  # noqa: S608 - literals are quoted, names are ours
        f" WITH again AS (SELECT key FROM ({keyed}) WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1)"
        " SELECT row, occurrence FROM (SELECT row, row_number() OVER (PARTITION BY key ORDER BY"
        " row) AS occurrence"
        f" FROM ({keyed}) JOIN again USING (key)) WHERE occurrence > 1"
    )
