"""From a wide table to records, one an answered field, and to what was left out and why: one SELECT.

Steps: `shared` (what the fields of a row have in common, and its answers as a list) → `answers` (one row an
answer) → `typed` (numbers, dates, choices, and the reason where that fails).
"""

from collections.abc import Mapping as Mappable
from zlib import crc32

import duckdb

from cocreate_files.columns import BOOLEAN_WORDS, NO_ANSWER
from cocreate_files.mapping import SCALES, ColumnMapping, Mapping
from cocreate_files.rows import TEXT_ROLES, find_repeats, labelled_sql, shared_sql
from cocreate_files.staging import literal, session, single
from cocreate_files.table import SourceTable

__all__ = [
    "LONGEST_TEXT",
    "REASONS",
    "RECORD_COLUMNS",
    "answers_sql",
    "judged_relation",
    "left_out_sql",
    "records_relation",
    "records_sql",
    "rejects_relation",
    "rejects_sql",
    "unsaid_columns",
]

LONGEST_TEXT = 30_000
LONGEST_SHOWN = 2000
_SHOWN = f"left(CASE WHEN row_reason IS NULL THEN raw ELSE row_value END, {LONGEST_SHOWN})"
RECORD_COLUMNS: tuple[str, ...] = (
    "row", "submission_id", "field_id", "field_label", "field_type", "field_group_id",
    "field_group_label", "value_text",
    "value_number", "value_boolean", "value_date", "value_id", "scale_min", "scale_max",
    "language", "collected_at",
    "user_id", "email", "channel", "market", "touchpoint", "component", "traits", "metadata",
)  # fmt: skip
REASONS: dict[str, str] = {
    "no_submission_id": "the row has no submission id",
    "repeated_submission_id": "a row above has the same submission id",
    "score_outside_scale": "the score lies outside its scale",
    "score_not_whole": "the score is not a whole number",
    "not_a_number": "the value is not a number",
    "not_a_boolean": "the value is neither yes nor no",
    "not_a_date": "the value is not a date",
    "text_too_long": "the text is longer than 30,000 characters",
    "too_few_columns": "the line has fewer columns than the heading, or a quote is left open",
    "too_many_columns": "the line has more columns than the heading",
    "not_a_json_object": "the line is not a JSON object",
}
"""Why something was left out: code and English words."""

LEADING_NUMBER = r"^\s*(-?\d+(?:\.\d+)?)\s*(?:$|[-–—:：.)=分星点/／(（]|[Ss]tars?\b|[Pp]oints?\b|[Oo]ut of\b)"


def records_relation(table: SourceTable, mapping: Mapping) -> duckdb.DuckDBPyRelation:
    """The records of a table, one an answered field.

    Args:
        table: The table.
        mapping: What its columns mean.

    Returns:
        A lazy relation with `RECORD_COLUMNS`; times are `TIMESTAMP` in UTC; `traits` and `metadata` are JSON
        text; `value_date` and `collected_at` are NULL where the file does not say.

    Raises:
        MappingError: If the mapping makes no sense.
    """
    mapping.validated()
    find_repeats(table.connection, mapping)
    return session(table.connection).sql(records_sql(mapping))


def judged_relation(table: SourceTable, mapping: Mapping) -> duckdb.DuckDBPyRelation:
    """Every answer, good or not, so that a load works each out once.

    Args:
        table: The table.
        mapping: What its columns mean.

    Returns:
        A lazy relation with `RECORD_COLUMNS`, and `reason` (a key of `REASONS`, NULL for a record), `column_name`
        (NULL where the whole row is left out: it has one line) and `raw` (what stands there, where there is a
        reason).

    Raises:
        MappingError: If the mapping makes no sense.
    """
    mapping.validated()
    find_repeats(table.connection, mapping)
    return session(table.connection).sql(_judged_sql(mapping))


def rejects_relation(
    table: SourceTable, mapping: Mapping, *, judged: str | None = None
) -> duckdb.DuckDBPyRelation:
    """What of a table does not become a record: lines that are no rows, rows, and single answers.

    Args:
        table: The table.
        mapping: What its columns mean.
        judged: A table of the connection that holds `judged_relation` already; without it answers are worked out.

    Returns:
        A relation with `row` (NULL for lines that are no rows), `line`, `column_name` (NULL where the whole
        row is left out), `field_id`, `code` (a key of `REASONS`) and `value`, ordered by line.

    Raises:
        MappingError: If the mapping makes no sense.
    """
    mapping.validated()
    find_repeats(table.connection, mapping)
    query = rejects_sql(mapping, judged=judged)
    name = f"rejects_{crc32(query.encode()):08x}"
    table.connection.execute(f"CREATE TABLE IF NOT EXISTS {name} AS {query}")
    nothing = "CAST(NULL AS BIGINT) AS row, line, CAST(NULL AS VARCHAR) AS column_name, CAST(NULL AS VARCHAR)"
    found = f"SELECT {nothing} AS field_id, code, raw AS value FROM malformed"  # noqa: S608 - words of ours
    if single(table.connection, f"SELECT count(*) FROM {name}"):  # noqa: S608 - the name is ours
        table.with_lines()  # only now: finding lines may mean reading the file again
        columns = "row, lines.line, column_name, field_id, code, value"
        found = f"SELECT {columns} FROM {name} JOIN lines USING (row) UNION ALL {found}"  # noqa: S608 - names are ours
    return session(table.connection).sql(f"{found} ORDER BY line, column_name")


def unsaid_columns(mapping: Mapping) -> frozenset[str]:
    """The columns of `RECORD_COLUMNS` that a mapping leaves empty in every record.

    Args:
        mapping: What the columns of a file mean.

    Returns:
        Names of columns that are NULL, or `{}` for JSON, whatever the file holds.
    """
    labelled, grouped = _labelled(mapping), any(column.group_id for column in mapping.answers)
    said = {
        "field_group_id": grouped,
        "field_group_label": any(column.group_label for column in mapping.answers),
        "value_text": labelled or _has(mapping, "text", "categorical"),
        "value_number": _has(mapping, "number", *SCALES),
        "value_boolean": _has(mapping, "boolean"),
        "value_date": _has(mapping, "date"),
        "value_id": labelled,
        "scale_min": any(column.scale_min is not None for column in mapping.answers),
        "scale_max": any(column.scale_max is not None for column in mapping.answers),
        "traits": bool(mapping.traits),
        "metadata": grouped or mapping.of_role("weight") is not None,
    } | {name: mapping.of_role(role) is not None for role, name in TEXT_ROLES.items()}
    return frozenset(name for name, is_said in said.items() if not is_said)


def records_sql(mapping: Mapping) -> str:
    """The SELECT behind `records_relation`, over the staging tables."""
    picked = ", ".join(RECORD_COLUMNS)
    return f"{_typed_sql(mapping)} SELECT {picked} FROM typed WHERE reason IS NULL"  # noqa: S608 - literals are quoted, names are ours


def rejects_sql(mapping: Mapping, *, judged: str | None = None) -> str:
    """The SELECT behind `rejects_relation`, over the staging tables; without the lines."""
    field = "CASE WHEN column_name IS NOT NULL THEN field_id END AS field_id"
    return (
        f"SELECT row, column_name, {field}, reason AS code, raw AS value"  # noqa: S608 - literals are quoted, names are ours
        f" FROM {judged or f'({_judged_sql(mapping)})'} WHERE reason IS NOT NULL"
    )


def _judged_sql(mapping: Mapping) -> str:
    picked = ", ".join(RECORD_COLUMNS)
    column = "CASE WHEN row_reason IS NULL THEN column_name END AS column_name"
    raw = f"CASE WHEN reason IS NOT NULL THEN {_SHOWN} END AS raw"
    return f"{_typed_sql(mapping)} SELECT {picked}, reason, {column}, {raw} FROM typed"  # noqa: S608 - literals are quoted, names are ours


def answers_sql(mapping: Mapping, columns: Mappable[str, ColumnMapping]) -> str:
    """One question's answers with other columns of their rows.

    Args:
        mapping: A mapping with one answer.
        columns: Columns to go along, by the name each is to have.

    Returns:
        The SELECT; `score` is a number, 1 and 0 for yes and no.
    """
    score = "coalesce(value_number, CAST(value_boolean AS DOUBLE))"
    beside = "".join(f", {labelled_sql(column)} AS {name}" for name, column in columns.items())
    return (
        f"{_typed_sql(mapping)} SELECT typed.row, {score} AS score,"  # noqa: S608 - quoted, names are ours
        f" collected_at AS time, weight{beside} FROM typed JOIN source ON source.rowid + 1 = typed.row"
        " WHERE reason IS NULL ORDER BY typed.row"
    )


def left_out_sql(mapping: Mapping) -> str:
    """What `answers_sql` leaves out: reason, how many, the first row and its value."""
    return (
        f"{_typed_sql(mapping)} SELECT reason AS code, count(*), min(row), arg_min(coalesce({_SHOWN}, ''), row)"  # noqa: S608 - quoted
        " FROM typed WHERE reason IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
    )


def _typed_sql(mapping: Mapping) -> str:
    steps = [
        shared_sql(mapping),
        _answers_sql(),
        _fields_sql(mapping),
        _labels_sql(mapping),
        _typed(labelled=_labelled(mapping), boolean=_has(mapping, "boolean")),
    ]
    return f"WITH {', '.join(steps)}"


def _answers_sql() -> str:
    return (
        "unnested AS (SELECT * EXCLUDE (raws), unnest(raws) AS raw, unnest(range(len(raws))) AS"
        " place FROM shared),"
        " answers AS (SELECT * FROM unnested WHERE CASE WHEN row_reason IS NULL THEN raw IS NOT NULL ELSE"
        " place = 0 END)"
    )


def _fields_sql(mapping: Mapping) -> str:
    rows = ", ".join(f"({place}, {_field_row(column)})" for place, column in enumerate(mapping.answers))
    return (
        "fields (place, column_name, field_id, field_label, field_type, kind, field_group_id,"
        " field_group_label,"
        f" scale_min, scale_max, question_type) AS (VALUES {rows})"
    )


def _field_row(column: ColumnMapping) -> str:
    kind = "score" if column.field_type in SCALES else column.field_type
    question = ("matrix" if kind == "score" else "multiple_choice") if column.group_id else None
    texts = (column.name, column.field_id, column.label, column.field_type, kind)
    groups = (column.group_id or None, column.group_label or None)
    scale = ", ".join(f"CAST({literal(end)} AS DOUBLE)" for end in (column.scale_min, column.scale_max))
    cast = [f"CAST({literal(text)} AS VARCHAR)" for text in (*texts, *groups)]
    return f"{', '.join(cast)}, {scale}, CAST({literal(question)} AS VARCHAR)"


def _labels_sql(mapping: Mapping) -> str:
    """Code and label by what a cell may hold, either of the two; where they clash, the code wins."""
    known: dict[tuple[int, str], tuple[str, str]] = {}
    for place, column in enumerate(mapping.answers):
        known.update({(place, label.strip().lower()): (code, label) for code, label in column.labels})
        known.update({(place, code.strip().lower()): (code, label) for code, label in column.labels})
    rows = [
        f"({place}, {literal(given)}, {literal(code)}, {literal(label)})"
        for (place, given), (code, label) in known.items()
    ] or ["(-1, '', '', '')"]
    return f"labels (place, given, code, label) AS (VALUES {', '.join(rows)})"


def _labelled(mapping: Mapping) -> bool:
    return any(column.labels for column in mapping.answers)


def _has(mapping: Mapping, *field_types: str) -> bool:
    return any(column.field_type in field_types for column in mapping.answers)


def _typed(*, labelled: bool, boolean: bool) -> str:
    labels = "code, label" if labelled else "CAST(NULL AS VARCHAR) AS code, CAST(NULL AS VARCHAR) AS label"
    join = (
        "LEFT JOIN labels ON labels.place = answers.place AND labels.given = lower(answers.raw)"
        if labelled
        else ""
    )
    no_answer = ", ".join(literal(word) for word in sorted(NO_ANSWER))
    truth = _boolean() if boolean else "CAST(NULL AS BOOLEAN)"  # its lists of words are joins over all rows
    return (
        f"matched AS (SELECT answers.*, fields.* EXCLUDE (place), {labels} FROM answers"  # noqa: S608 - literals are quoted, names are ours
        f" JOIN fields USING (place) {join}"
        f" WHERE row_reason IS NOT NULL OR kind IN ('text', 'categorical') OR lower(raw) NOT IN ({no_answer})),"
        f" read AS (SELECT *, {_number()} AS value_number, {truth} AS value_boolean,"
        " CASE WHEN kind = 'date' THEN TRY_CAST(raw AS TIMESTAMP) END AS value_date,"
        " CASE kind WHEN 'text' THEN raw WHEN 'categorical' THEN coalesce(label, raw) ELSE label END"
        " AS value_text,"
        " CASE WHEN kind IN ('categorical', 'score') THEN code END AS value_id,"
        f" {_metadata()} AS metadata FROM matched),"
        f" typed AS (SELECT *, {_reason()} AS reason FROM read)"
    )


def _number() -> str:
    plain = "TRY_CAST(raw AS DOUBLE)"
    leading = f"TRY_CAST(regexp_extract(raw, {literal(LEADING_NUMBER)}, 1) AS DOUBLE)"
    thousands = _number_where("-?\\d{1,3}(,\\d{3})+(\\.\\d+)?", "replace(raw, ',', '')")
    comma = _number_where("-?\\d+,\\d{1,2}", "replace(raw, ',', '.')")
    number = f"coalesce({plain}, {thousands}, {comma})"
    score = f"coalesce({plain}, TRY_CAST(code AS DOUBLE), {comma}, {leading})"
    value = f"CASE kind WHEN 'score' THEN {score} WHEN 'number' THEN {number} END"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def _number_where(pattern: str, text: str) -> str:
    return f"TRY_CAST(CASE WHEN regexp_full_match(raw, '{pattern}') THEN {text} END AS DOUBLE)"


def _boolean() -> str:
    true = ", ".join(literal(word) for word, meaning in BOOLEAN_WORDS.items() if meaning)
    false = ", ".join(literal(word) for word, meaning in BOOLEAN_WORDS.items() if not meaning)
    word = "regexp_replace(lower(coalesce(code, raw)), '^([01])\\.0+$', '\\1')"
    return (
        f"CASE WHEN kind = 'boolean' THEN CASE WHEN {word} IN ({true}) OR lower(label) IN ({true}) THEN true"
        f" WHEN {word} IN ({false}) OR lower(label) IN ({false}) THEN false END END"
    )


def _metadata() -> str:
    both = "json_merge_patch('{}', json_object('weight', weight, 'question_type', question_type))"
    return f"CASE WHEN weight IS NULL AND question_type IS NULL THEN '{{}}' ELSE CAST({both} AS VARCHAR) END"


def _reason() -> str:
    return (
        "CASE WHEN row_reason IS NOT NULL THEN row_reason"
        " WHEN kind IN ('score', 'number') AND value_number IS NULL THEN 'not_a_number'"
        " WHEN kind = 'score' AND (value_number < scale_min OR value_number > scale_max) THEN"
        " 'score_outside_scale'"
        " WHEN field_type = 'nps' AND value_number <> floor(value_number) THEN 'score_not_whole'"
        " WHEN kind = 'boolean' AND value_boolean IS NULL THEN 'not_a_boolean'"
        " WHEN kind = 'date' AND value_date IS NULL THEN 'not_a_date'"
        f" WHEN length(value_text) > {LONGEST_TEXT} THEN 'text_too_long' END"
    )
