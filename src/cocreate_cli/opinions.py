"""`cocreate opinions`: groups of opinion in votes, what sets them apart, and what all agree on."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cocreate.errors import InputError
from cocreate.opinions import (
    OpinionGroups,
    Votes,
    consensus,
    group_views,
    opinion_groups,
    representative_statements,
    votes,
    votes_matrix,
)
from cocreate_cli.columns import listed, text_sql, time_sql
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_files import SourceTable, open_file
from cocreate_files.staging import session

__all__ = ["opinions"]

WORDS = {"agree": 1, "disagree": -1, "pass": 0, "同意": 1, "反对": -1, "不同意": -1, "跳过": 0, "弃权": 0}
PERSON = ("person", "participant", "voter", "voter-id", "participant-id", "user", "user_id", "customer")
STATEMENT = ("statement", "comment-id", "comment", "statement-id", "tid", "idea")
VOTE = ("vote", "value", "opinion")
BESIDE = (*PERSON, "group", "group-id", "cluster")
WHEN = ("timestamp", "datetime", "when", "created_at")


class Show(StrEnum):
    """What is written."""

    STATEMENTS = "statements"
    PEOPLE = "people"


def opinions(
    file: Annotated[
        Path,
        typer.Argument(metavar="VOTES", help="A row a vote, or a row a person and a column a statement."),
    ],
    *,
    person: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Who voted; guessed where left out.")
    ] = None,
    statement: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="On what, in a file with a row a vote.")
    ] = None,
    vote: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="1 or agree, -1 or disagree, 0 or pass.")
    ] = None,
    when: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="When; a later vote replaces an earlier.")
    ] = None,
    statements: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B,…", help="The columns of votes, in a file with a row a person."),
    ] = None,
    groups: Annotated[
        int | None, typer.Option(min=2, metavar="N", help="How many groups; chosen where left out.")
    ] = None,
    min_votes: Annotated[
        int, typer.Option(min=1, metavar="N", help="Votes a person needs to be in a group.")
    ] = 7,
    most: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many statements a group is told by.")
    ] = 5,
    show: Annotated[
        Show, typer.Option(help="What is written: statements, or people and their groups.")
    ] = Show.STATEMENTS,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Find groups of opinion in votes, what sets each apart, and what everybody agrees on."""
    with failures_told(), open_file(file) as table:
        if statements or not (statement or vote or _named(table, VOTE)):
            cast = _wide(table, person, statements)
        else:
            cast = _long(table, person=person, statement=statement, vote=vote, when=when)
        found = opinion_groups(cast, groups=groups, min_votes=min_votes)
        _state(cast, found)
        rows = found.to_dict() if show is Show.PEOPLE else list(_statements(cast, found, most))
        write_rows(rows, form=form)


def _long(
    table: SourceTable, *, person: str | None, statement: str | None, vote: str | None, when: str | None
) -> Votes:
    """Votes of a file with a row a vote."""
    who = person or _guessed(table, PERSON, "--person")
    what = statement or _guessed(table, STATEMENT, "--statement")
    said = vote or _guessed(table, VOTE, "--vote")
    at = when or _named(table, WHEN)
    parts = [f"{text_sql(table, who)} AS person", f"{text_sql(table, what)} AS statement"]
    parts.append(f"{_vote_sql(table, said)} AS vote")
    if at:
        parts.append(f'{_moment_sql(table, at)} AS "when"')
    relation = session(table.connection).sql(f"SELECT {', '.join(parts)} FROM source")  # noqa: S608 - names are ours
    _check_votes(table, said)
    return votes(relation, person="person", statement="statement", vote="vote", when="when" if at else None)


def _wide(table: SourceTable, person: str | None, names: list[str] | None) -> Votes:
    """Votes of a file with a row a person."""
    chosen = listed(table, names) if names else _vote_columns(table)
    if not chosen:
        raise InputError(
            "no column holds votes (1, -1, 0); name columns with --statements, or with --statement and --vote"
        )
    who = person or _named(table, PERSON)
    parts = [f"{_vote_sql(table, name)} AS v{place}" for place, name in enumerate(chosen)]
    if who:
        parts.append(f"{text_sql(table, who)} AS person")
    relation = session(table.connection).sql(f"SELECT {', '.join(parts)} FROM source")  # noqa: S608 - names are ours
    for name in chosen if names else ():
        _check_votes(table, name)
    columns = [f"v{place}" for place in range(len(chosen))]
    found = votes_matrix(relation, statements=columns, person="person" if who else None)
    told = tuple(chosen[int(str(label)[1:])] for label in found.statements)
    return Votes(found.people, told, found.person, found.statement, found.value)


def _vote_columns(table: SourceTable) -> list[str]:
    """Columns that hold nothing but votes, if there is a disagreement anywhere."""
    chosen = []
    for column in table.columns:
        if column.name.lower() in BESIDE or column.name.lower().startswith("n-"):
            continue
        text = text_sql(table, column.name)
        number = _vote_sql(table, column.name)
        query = f"SELECT count({text}), count({number}), min({number}) FROM source"  # noqa: S608 - names are ours
        filled, read, least = table.connection.execute(query).fetchall()[0]
        if filled and filled == read:
            chosen.append((column.name, least))
    if any(least == -1 for _, least in chosen):
        tell(f"{len(chosen)} columns hold votes, which is a guess; name them with --statements")
        return [name for name, _ in chosen]
    return []


def _vote_sql(table: SourceTable, name: str) -> str:
    text = text_sql(table, name)
    words = " ".join(f"WHEN '{word}' THEN {value}" for word, value in WORDS.items())
    number = f"TRY_CAST({text} AS DOUBLE)"
    return f"CASE lower({text}) {words} ELSE CASE WHEN {number} IN (-1, 0, 1) THEN {number} END END"


def _check_votes(table: SourceTable, name: str) -> None:
    """Refuse a column whose filled cells are not all votes, or that is empty."""
    text = text_sql(table, name)
    strange = table.connection.execute(
        f"SELECT {text} FROM source WHERE {text} IS NOT NULL AND ({_vote_sql(table, name)}) IS NULL LIMIT 1"  # noqa: S608 - names are ours
    ).fetchone()
    if strange:
        raise InputError(
            f"{name!r} holds {strange[0]!r}; votes are 1 (agree), -1 (disagree) and 0 (pass), or those words"
        )
    filled = f"SELECT count({text}) FROM source"  # noqa: S608 - names are ours
    if not table.connection.execute(filled).fetchall()[0][0]:
        raise InputError(f"{name!r} holds no votes")


def _moment_sql(table: SourceTable, name: str) -> str:
    """Times as they are written; counts of seconds since 1970 order votes as well."""
    text = text_sql(table, name)
    numbers = f"SELECT count({text}) = count(TRY_CAST({text} AS DOUBLE)) FROM source"  # noqa: S608 - names are ours
    if table.connection.execute(numbers).fetchall()[0][0]:
        return f"TRY_CAST({text} AS DOUBLE)"
    return time_sql(table, name)


def _guessed(table: SourceTable, names: tuple[str, ...], option: str) -> str:
    found = _named(table, names)
    if found is None:
        columns = ", ".join(repr(column.name) for column in table.columns[:12])
        raise InputError(
            f"no column is called {names[0]!r} or alike; name it with {option}; there are {columns}"
        )
    tell(f"{option[2:]} is column {found!r}, which is a guess")
    return found


def _named(table: SourceTable, names: tuple[str, ...]) -> str | None:
    called = {column.name.strip().lower().replace(" ", "_"): column.name for column in table.columns}
    return next((called[name] for name in names if name in called), None)


def _state(cast: Votes, found: OpinionGroups) -> None:
    tell(f"{len(cast):,} votes of {len(cast.people):,} people on {len(cast.statements):,} statements")
    sizes = ", ".join(f"{size:,}" for size in found.size)
    tell(f"{len(found)} groups of {sizes} people; silhouette {found.silhouette:.2f} (1: far apart, 0: not)")
    for note in found.notes:
        tell(note)


def _statements(cast: Votes, found: OpinionGroups, most: int) -> Iterator[dict[str, Any]]:
    """What sets groups apart, then what everybody agrees on."""
    for item in representative_statements(group_views(cast, found), most=most):
        yield {
            "of": f"group {item.group}", "statement": item.statement, "stance": item.stance, "share": item.share,
            "low": item.low, "high": item.high, "n": item.n, "others": item.others, "beyond_chance": item.beyond_chance,
        }  # fmt: skip
    agreed = consensus(cast, found).to_dict()
    for stance in ("agree", "disagree"):
        for row in [row for row in agreed if row["stance"] == stance and row["majority"]][:most]:
            yield {
                "of": "everybody", "statement": row["statement"], "stance": stance, "share": row["share"],
                "low": row["low"], "high": row["high"], "n": row["n"], "others": None, "beyond_chance": row["majority"],
            }  # fmt: skip
