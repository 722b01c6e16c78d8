"""`cocreate effect`: what something did, by the design that was used, from any file."""

from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from cocreate import effects
from cocreate.errors import InputError, NoAnswersError, OptionError
from cocreate_cli.columns import listed, text_sql, time_sql
from cocreate_cli.effect_options import (
    AdjustOption,
    AlwaysValidAtOption,
    ArmOption,
    BeforeOption,
    ChangeOption,
    ConfidenceOption,
    ControlOption,
    Controls,
    ControlsOption,
    Design,
    DesignOption,
    FileArgument,
    FormOption,
    GroupOption,
    InvitedOption,
    OnTreatedOption,
    OutcomeOption,
    Over,
    OverOption,
    PerOption,
    PlannedOption,
    SeasonOption,
    StrataOption,
    TookPartOption,
    TraitsOption,
    TreatedFromOption,
    TreatedOption,
    UnitOption,
    WhenOption,
)
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_cli.questions import column_named
from cocreate_files import SourceTable, open_file
from cocreate_files.dates import detect_date_format
from cocreate_files.staging import session

__all__ = ["effect"]

YES = ("1", "1.0", "yes", "y", "true", "t", "是")
NO = ("0", "0.0", "no", "n", "false", "f", "否")
SAMPLE = 1000
READS = 0.95
"""Text of which so much reads as numbers is a column of numbers."""


def effect(
    file: FileArgument,
    *,
    design: DesignOption,
    outcome: OutcomeOption,
    group: GroupOption = None,
    control: ControlOption = None,
    arm: ArmOption = None,
    before: BeforeOption = None,
    per: PerOption = None,
    strata: StrataOption = None,
    planned: PlannedOption = None,
    always_valid_at: AlwaysValidAtOption = None,
    invited: InvitedOption = None,
    took_part: TookPartOption = None,
    unit: UnitOption = None,
    when: WhenOption = None,
    treated_from: TreatedFromOption = None,
    controls: ControlsOption = Controls.NEVER,
    over: OverOption = Over.EVENT,
    treated: TreatedOption = None,
    adjust: AdjustOption = None,
    on_treated: OnTreatedOption = False,
    traits: TraitsOption = None,
    change: ChangeOption = None,
    season: SeasonOption = None,
    confidence: ConfidenceOption = 0.95,
    form: FormOption = Form.TABLE,
) -> None:
    """Estimate what something did, with its interval, and say what may and may not be concluded."""
    given: dict[str, Any] = {
        "group": group, "control": control, "arm": arm, "before": before, "per": per, "strata": strata,
        "assigned-as-planned": planned, "always-valid-at": always_valid_at, "invited": invited,
        "took-part": took_part, "unit": unit, "when": when, "treated-from": treated_from, "treated": treated,
        "adjust": adjust, "traits": traits, "change": change, "season": season,
    }  # fmt: skip
    with failures_told(), open_file(file) as table:
        asked = {name: value for name, value in given.items() if value is not None}
        _check(design, asked)
        asked |= {
            "outcome": outcome,
            "confidence": confidence,
            "on-treated": on_treated,
            "controls": controls,
        }
        found, rows = DESIGNS[design](table, asked, over)
        for note in found.notes:
            tell(note)
        write_rows([_in_short(row) for row in rows] if form is Form.TABLE else rows, form=form)
        tell(found.sentence)


NEEDED: dict[Design, tuple[str, ...]] = {
    Design.EXPERIMENT: ("group",),
    Design.ENCOURAGEMENT: ("invited", "took-part"),
    Design.ROLLOUT: ("unit", "when", "treated-from"),
    Design.OBSERVED: ("treated", "adjust"),
    Design.SERIES: ("when", "change"),
    Design.UPLIFT: ("treated", "traits"),
}
ALLOWED: dict[Design, tuple[str, ...]] = {
    Design.EXPERIMENT: ("control", "before", "per", "strata", "assigned-as-planned", "always-valid-at"),
    Design.ENCOURAGEMENT: (),
    Design.ROLLOUT: ("adjust",),
    Design.OBSERVED: ("control",),
    Design.SERIES: ("season",),
    Design.UPLIFT: ("control", "arm"),
}


def _check(design: Design, asked: dict[str, Any]) -> None:
    """Refuse options that the design lacks, and those that belong to another."""
    lacking = [name for name in NEEDED[design] if name not in asked]
    if lacking:
        raise InputError(f"--design {design} needs {' and '.join(f'--{name}' for name in lacking)}")
    foreign = [name for name in asked if name not in (*NEEDED[design], *ALLOWED[design])]
    if foreign:
        raise InputError(
            f"--{foreign[0]} is not for --design {design}; leave it out or choose another design"
        )


def _experiment(table: SourceTable, asked: dict[str, Any], _: Over) -> tuple[Any, list[dict[str, Any]]]:
    earlier = listed(table, asked.get("before", []))
    numbers = [asked["outcome"], *earlier, *([asked["per"]] if "per" in asked else [])]
    labels = [asked["group"], *([asked["strata"]] if "strata" in asked else [])]
    data, names = _data(table, numbers=numbers, labels=labels)
    found = effects.experiment(
        data, names[asked["outcome"]], group=names[asked["group"]], control=asked.get("control"),
        before=[names[name] for name in earlier] or None, per=names.get(asked.get("per", "")),
        strata=names.get(asked.get("strata", "")), planned=_plan(asked, data, names),
        always_valid_at=asked.get("always-valid-at"), confidence=asked["confidence"],
    )  # fmt: skip
    if found.assignment is not None:
        tell(found.assignment.sentence)
    return found, found.to_dict()


def _plan(
    asked: dict[str, Any], data: duckdb.DuckDBPyRelation, names: dict[str, str]
) -> dict[str, float] | None:
    """The planned parts by arm."""
    text = asked.get("assigned-as-planned")
    if text is None:
        return None
    if text == "equal":
        group = names[asked["group"]].replace('"', '""')
        arms = data.filter(f'"{group}" IS NOT NULL').aggregate(f'"{group}"').fetchall()
        return dict.fromkeys((str(arm) for (arm,) in arms), 1.0)
    parts = {}
    for part in text.split(","):
        arm, mark, size = part.rpartition("=")
        try:
            parts[arm.strip()] = float(size)
        except ValueError:
            mark = ""
        if not mark:
            raise OptionError(
                f"--assigned-as-planned {text!r}: write ARM=PART,ARM=PART, as a=1,b=1, or equal"
            )
    return parts


def _encouragement(table: SourceTable, asked: dict[str, Any], _: Over) -> tuple[Any, list[dict[str, Any]]]:
    told = [asked["invited"], asked["took-part"]]
    data, names = _data(table, numbers=[asked["outcome"]], told=told)
    found = effects.encouragement(
        data, names[asked["outcome"]], invited=names[asked["invited"]], took_part=names[asked["took-part"]],
        confidence=asked["confidence"],
    )  # fmt: skip
    return found, found.to_dict()


def _rollout(table: SourceTable, asked: dict[str, Any], over: Over) -> tuple[Any, list[dict[str, Any]]]:
    traits = listed(table, asked.get("adjust", []))
    data, names = _data(
        table,
        numbers=[asked["outcome"]],
        labels=[asked["unit"]],
        times=[asked["when"], asked["treated-from"]],
        either=traits,
    )
    found = effects.rollout(
        data, names[asked["outcome"]], unit=names[asked["unit"]], when=names[asked["when"]],
        treated_from=names[asked["treated-from"]], controls="never" if asked["controls"] is Controls.NEVER else "not yet",
        adjust=[names[name] for name in traits], confidence=asked["confidence"],
    )  # fmt: skip
    if over is Over.ALL:
        return found, found.to_dict()
    return found, getattr(found, f"by_{over.value}").to_dict()


def _observed(table: SourceTable, asked: dict[str, Any], _: Over) -> tuple[Any, list[dict[str, Any]]]:
    traits = listed(table, asked["adjust"])
    as_is = "control" in asked
    data, names = _data(
        table,
        numbers=[asked["outcome"]],
        either=traits,
        **{"labels" if as_is else "told": [asked["treated"]]},
    )
    found = effects.observed(
        data, names[asked["outcome"]], treated=names[asked["treated"]], adjust=[names[name] for name in traits],
        estimand="treated" if asked["on-treated"] else "everyone", control=asked.get("control"),
        confidence=asked["confidence"],
    )  # fmt: skip
    return found, found.to_dict()


def _series(table: SourceTable, asked: dict[str, Any], _: Over) -> tuple[Any, list[dict[str, Any]]]:
    data, names = _data(table, numbers=[asked["outcome"]], times=[asked["when"]])
    found = effects.interrupted_series(
        data, names[asked["outcome"]], when=names[asked["when"]], change=asked["change"],
        season=asked.get("season"), confidence=asked["confidence"],
    )  # fmt: skip
    return found, [each.to_dict() for each in (found.level, found.slope, found.mean)]


def _uplift(table: SourceTable, asked: dict[str, Any], _: Over) -> tuple[Any, list[dict[str, Any]]]:
    traits = listed(table, asked["traits"])
    data, names = _data(table, numbers=[asked["outcome"]], labels=[asked["treated"]], either=traits)
    found = effects.uplift(
        data, names[asked["outcome"]], treated=names[asked["treated"]], traits=[names[name] for name in traits],
        control=asked.get("control"), arm=asked.get("arm"), confidence=asked["confidence"],
    )  # fmt: skip
    return found, found.to_dict()


DESIGNS: dict[Design, Callable[[SourceTable, dict[str, Any], Over], tuple[Any, list[dict[str, Any]]]]] = {
    Design.EXPERIMENT: _experiment,
    Design.ENCOURAGEMENT: _encouragement,
    Design.ROLLOUT: _rollout,
    Design.OBSERVED: _observed,
    Design.SERIES: _series,
    Design.UPLIFT: _uplift,
}


def _data(
    table: SourceTable,
    *,
    numbers: Sequence[str] = (),
    labels: Sequence[str] = (),
    told: Sequence[str] = (),
    times: Sequence[str] = (),
    either: Sequence[str] = (),
) -> tuple[duckdb.DuckDBPyRelation, dict[str, str]]:
    """The columns wanted as what they are wanted as, and each column's name by the name it was given."""
    readers = (
        (numbers, _number_sql), (labels, text_sql), (told, _yes_sql), (times, _period_sql), (either, _either_sql),
    )  # fmt: skip
    chosen: dict[str, str] = {}
    names: dict[str, str] = {}
    for given, reader in readers:
        for name in given:
            column = column_named(table, name).name
            if column in chosen:
                raise InputError(f"{column!r} is named twice; name each column once")
            names[name] = column
            chosen[column] = reader(table, name)
    parts = ", ".join(f'{sql} AS "{column.replace('"', '""')}"' for column, sql in chosen.items())
    return session(table.connection).sql(f"SELECT {parts} FROM source"), names  # noqa: S608 - names are quoted


def _number_sql(table: SourceTable, name: str) -> str:
    """A column of numbers or of yes and no; what cannot be read is left out, and told."""
    text = text_sql(table, name)
    if _all_are(table, text, (*YES, *NO)):
        return _yes_sql(table, name)
    sql = f"TRY_CAST(replace({text}, ',', '') AS DOUBLE)"
    query = f"SELECT count({text}), count({sql}), min({text}) FILTER ({sql} IS NULL) FROM source"  # noqa: S608 - names are ours
    there, read, example = table.connection.execute(query).fetchall()[0]
    if read == 0:
        raise NoAnswersError(
            f"{name!r} holds no numbers{f', such as {example!r}' if example else ''}: name a column of numbers"
        )
    if read < there:
        tell(f"{there - read:,} values of {name!r} are no numbers and were left out, such as {example!r}")
    return f"(CASE WHEN isfinite({sql}) THEN {sql} END)"


def _yes_sql(table: SourceTable, name: str) -> str:
    text = text_sql(table, name)
    if not _all_are(table, text, (*YES, *NO)):
        other = f"SELECT min({text}) FROM source WHERE lower({text}) NOT IN ({_quoted(YES + NO)})"  # noqa: S608 - names are ours
        example = table.connection.execute(other).fetchall()[0][0]
        raise InputError(f"{name!r} holds {example!r}; wanted 1 and 0, or yes and no")
    return f"(CASE WHEN lower({text}) IN ({_quoted(YES)}) THEN 1 WHEN {text} IS NOT NULL THEN 0 END)"


def _all_are(table: SourceTable, text: str, words: Sequence[str]) -> bool:
    query = f"SELECT count({text}), count(*) FILTER (lower({text}) IN ({_quoted(words)})) FROM source"  # noqa: S608 - names are ours
    there, known = table.connection.execute(query).fetchall()[0]
    return bool(there) and there == known


def _period_sql(table: SourceTable, name: str) -> str:
    """Periods as dates where they are written so, else as numbers, else as text that sorts, as 2025-Q1."""
    text = text_sql(table, name)
    query = f"SELECT {text} FROM source WHERE {text} IS NOT NULL LIMIT {SAMPLE}"  # noqa: S608 - names are ours
    values = [str(value) for (value,) in table.connection.execute(query).fetchall()]
    if detect_date_format(values) is not None:
        return f"CAST({time_sql(table, name)} AS DATE)"
    if _share_of_numbers(table, text) >= READS:
        return f"TRY_CAST({text} AS DOUBLE)"
    return text


def _either_sql(table: SourceTable, name: str) -> str:
    """Numbers where nearly all are, else labels."""
    text = text_sql(table, name)
    return (
        f"TRY_CAST(replace({text}, ',', '') AS DOUBLE)" if _share_of_numbers(table, text) >= READS else text
    )


def _share_of_numbers(table: SourceTable, text: str) -> float:
    query = f"SELECT count({text}), count(TRY_CAST(replace({text}, ',', '') AS DOUBLE)) FROM source"  # noqa: S608 - names are ours
    there, read = table.connection.execute(query).fetchall()[0]
    return read / there if there else 0.0


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _in_short(row: dict[str, Any]) -> dict[str, Any]:
    """What fits a line."""
    return {
        name: value
        for name, value in row.items()
        if name not in {"std_error", "unit", "method", "p_value", "control"}
    }
