"""`cocreate scale`: how reliable a scale is, whether its items hang together, and what may be compared across groups."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cocreate.errors import NotEnoughDataError, OptionError
from cocreate.scales import FactorModel, Invariance, Reliability, cfa, invariance, reliability
from cocreate_cli.columns import listed
from cocreate_cli.failures import failures_told, tell
from cocreate_cli.output import Form, write_rows
from cocreate_cli.questions import column_named
from cocreate_cli.sheets import answer_sheets
from cocreate_files import open_file

__all__ = ["scale"]

FEWEST_ALONE = 3


def scale(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, XLSX, Parquet, JSON Lines, SPSS or Stata; .gz and .zip too.")
    ],
    *,
    items: Annotated[
        list[str],
        typer.Option(
            "--items", metavar="A,B,…", help="The items of a scale; given again, of a further factor."
        ),
    ],
    reverse: Annotated[
        list[str] | None, typer.Option("--reverse", metavar="A,B,…", help="Items that run backwards.")
    ] = None,
    ends: Annotated[
        tuple[float, float] | None,
        typer.Option("--scale", metavar="MIN MAX", help="Lowest and highest answer to an item."),
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Ask whether the scale measures the same in these groups."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to write the result.")] = Form.TABLE,
) -> None:
    """Estimate a scale's reliability and structure, and say which comparisons between groups it allows."""
    with failures_told(), open_file(file) as table:
        factors = _factors([listed(table, [given]) for given in items])
        names = [name for own in factors.values() for name in own]
        by = column_named(table, group).name if group else None
        turned = listed(table, reverse or [])
        _check(names, turned)
        sheets = answer_sheets(table, names, by=[by] if by else ())
        rows: list[dict[str, Any]] = []
        for factor, own in factors.items():
            back = [name for name in turned if name in own]
            found = reliability(sheets, own, reverse=back, scale=ends)
            _tell_all(found.notes)
            rows += _reliable(factor, found)
        rows += _structure(sheets, factors, turned, ends)
        if by:
            held = invariance(sheets, factors, group=by, reverse=turned, scale=ends)
            _tell_all(held.notes)
            tell(held.verdict)
            rows += _levels(held)
        write_rows(rows, form=form)


def _factors(lists: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    if len(lists) == 1:
        return {"scale": list(lists[0])}
    return {f"factor {number}": list(own) for number, own in enumerate(lists, start=1)}


def _check(names: Sequence[str], turned: Sequence[str]) -> None:
    stray = [name for name in turned if name not in names]
    if stray:
        raise OptionError(f"{stray[0]!r} is to be reversed, but it is no item")


def _reliable(factor: str, found: Reliability) -> Iterator[dict[str, Any]]:
    """Alpha and omega of a factor, then its items."""
    for estimate in (found.alpha, found.omega):
        if estimate is not None:
            yield _row(estimate.measure, factor, estimate.value, (estimate.low, estimate.high), n=estimate.n)
    for row in found.to_dict():
        yield _row("mean", row["item"], row["mean"], n=found.n)
        yield _row("correlation with the rest", row["item"], row["rest"], n=found.n)
        yield _row("alpha without it", row["item"], row["alpha_without"], n=found.n)


def _structure(
    sheets: Any, factors: Mapping[str, Sequence[str]], turned: Sequence[str], ends: tuple[float, float] | None
) -> Iterator[dict[str, Any]]:
    """Loadings and fit of the factor model, where there are items enough for one."""
    if len(factors) == 1 and len(next(iter(factors.values()))) < FEWEST_ALONE:
        return
    try:
        found = cfa(sheets, factors, reverse=turned, scale=ends)
    except NotEnoughDataError as error:
        tell(f"no factor model: {error}")
        return
    _tell_all(found.notes)
    tell(f"the factor model fits: {found.verdict}")
    yield from _fit("model", found)
    n = found.fit.n
    for row in found.to_dict():
        yield _row("loading", row["item"], row["loading"], (row["low"], row["high"]), n=n)


def _fit(of: str, found: FactorModel) -> Iterator[dict[str, Any]]:
    fit = found.fit
    for name in ("chi_square", "df", "p_value", "cfi", "tli", "srmr"):
        yield _row(name, of, float(getattr(fit, name)), n=fit.n)
    yield _row("rmsea", of, fit.rmsea, (fit.rmsea_low, fit.rmsea_high), n=fit.n)


def _levels(found: Invariance) -> Iterator[dict[str, Any]]:
    """Each level of invariance, the items that differ, and the gaps that may be looked at."""
    n = sum(found.n)
    for step in found.steps:
        yield _row(f"{step.level} holds", "groups", float(step.holds), n=n)
        yield _row(f"{step.level} chi_square", f"df {step.fit.df}", step.fit.chi_square, n=n)
        yield _row(f"{step.level} cfi", "groups", step.fit.cfi, n=n)
    for suspect in found.suspects:
        yield _row(f"{suspect.level} differs, p_value", suspect.item, suspect.p_value, n=n)
    for gap in found.gaps:
        yield _row(f"{gap.factor}: from {gap.against}", str(gap.group), gap.value, (gap.low, gap.high), n=n)


def _row(
    what: str, of: str, value: float | None, ends: tuple[float, float] | None = None, *, n: int
) -> dict[str, Any]:
    low, high = ends or (None, None)
    return {"what": what, "of": of, "value": value, "low": low, "high": high, "n": n}


def _tell_all(notes: Sequence[str]) -> None:
    for note in notes:
        tell(note)
