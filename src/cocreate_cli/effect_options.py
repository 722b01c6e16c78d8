"""What `cocreate effect` can be told: designs, and the options that each of them takes."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocreate_cli.output import Form

__all__ = [
    "AdjustOption",
    "AlwaysValidAtOption",
    "ArmOption",
    "BeforeOption",
    "ChangeOption",
    "ConfidenceOption",
    "ControlOption",
    "Controls",
    "ControlsOption",
    "Design",
    "DesignOption",
    "FileArgument",
    "FormOption",
    "GroupOption",
    "InvitedOption",
    "OnTreatedOption",
    "OutcomeOption",
    "Over",
    "OverOption",
    "PerOption",
    "PlannedOption",
    "SeasonOption",
    "StrataOption",
    "TookPartOption",
    "TraitsOption",
    "TreatedFromOption",
    "TreatedOption",
    "UnitOption",
    "WhenOption",
]


class Design(StrEnum):
    """How it was found out who gets what."""

    EXPERIMENT = "experiment"
    ENCOURAGEMENT = "encouragement"
    ROLLOUT = "rollout"
    OBSERVED = "observed"
    SERIES = "series"
    UPLIFT = "uplift"


class Controls(StrEnum):
    """Whom a roll-out is held against."""

    NEVER = "never"
    NOT_YET = "not-yet"


class Over(StrEnum):
    """What a roll-out's effects are shown by."""

    EVENT = "event"
    GROUP = "group"
    PERIOD = "period"
    ALL = "all"


FileArgument = Annotated[
    Path, typer.Argument(help="CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too.")
]
DesignOption = Annotated[Design, typer.Option("--design", help="How it was found out who gets what.")]
OutcomeOption = Annotated[str, typer.Option("--outcome", metavar="COLUMN", help="What it may change.")]
GroupOption = Annotated[str | None, typer.Option(metavar="COLUMN", help="experiment: each person's arm.")]
ControlOption = Annotated[str | None, typer.Option(metavar="VALUE", help="The arm that got nothing new.")]
ArmOption = Annotated[str | None, typer.Option(metavar="VALUE", help="uplift: the arm to look at.")]
BeforeOption = Annotated[
    list[str] | None,
    typer.Option(metavar="A,B,…", help="experiment: numbers from before the start (CUPED)."),
]
PerOption = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="experiment: what the outcome is counted per.")
]
StrataOption = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="experiment: known before; arms are compared within it."),
]
PlannedOption = Annotated[
    str | None,
    typer.Option(
        "--assigned-as-planned",
        metavar="ARM=PART,…",
        help="experiment: check the split, as a=1,b=1, or equal.",
    ),
]
AlwaysValidAtOption = Annotated[
    float | None, typer.Option(metavar="N", help="experiment: for looking often; tightest at N people.")
]
InvitedOption = Annotated[str | None, typer.Option(metavar="COLUMN", help="encouragement: invited by lot.")]
TookPartOption = Annotated[str | None, typer.Option(metavar="COLUMN", help="encouragement: who took part.")]
UnitOption = Annotated[str | None, typer.Option(metavar="COLUMN", help="rollout: the units.")]
WhenOption = Annotated[str | None, typer.Option(metavar="COLUMN", help="rollout, series: the period.")]
TreatedFromOption = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="rollout: the unit's first treated period; blank for never."),
]
ControlsOption = Annotated[Controls, typer.Option(help="rollout: whom to hold against.")]
OverOption = Annotated[Over, typer.Option("--by", help="rollout: what effects are shown by.")]
TreatedOption = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="observed, uplift: who was treated.")
]
AdjustOption = Annotated[
    list[str] | None,
    typer.Option(metavar="A,B,…", help="observed, rollout: what people or units differ in."),
]
OnTreatedOption = Annotated[
    bool, typer.Option("--on-treated", help="observed: the effect on those treated, not on everyone.")
]
TraitsOption = Annotated[
    list[str] | None, typer.Option(metavar="A,B,…", help="uplift: what may tell who is moved.")
]
ChangeOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="series: the first period after the change.")
]
SeasonOption = Annotated[int | None, typer.Option(metavar="N", help="series: periods in a season, as 12.")]
ConfidenceOption = Annotated[float, typer.Option(metavar="C", help="Of the intervals.")]
FormOption = Annotated[Form, typer.Option("--format", help="How to write the result.")]
