"""Conditions as a form has them: a few lines of question, test and value, all or any of which have to hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cocreate_surveys.conditions import AllOf, AnyOf, Compare, Condition, Operator, Source
from cocreate_surveys.definition import Kind, Question, Skip, Survey
from cocreate_surveys.phrases import PHRASES
from cocreate_surveys.piping import plain
from cocreate_surveys.words import said

if TYPE_CHECKING:
    from django.http import QueryDict

TESTS = (
    (Operator.IS, _("is")),
    (Operator.IS_NOT, _("is not")),
    (Operator.AT_MOST, _("is at most")),
    (Operator.AT_LEAST, _("is at least")),
    (Operator.LESS, _("is less than")),
    (Operator.MORE, _("is more than")),
    (Operator.CONTAINS, _("contains")),
    (Operator.LACKS, _("does not contain")),
    (Operator.AMONG, _("is one of")),
    (Operator.ANSWERED, _("is answered")),
    (Operator.EMPTY, _("is not answered")),
)
WITHOUT_VALUE = {Operator.EMPTY, Operator.ANSWERED}
PREFIXES = {"trait.": Source.TRAIT, "score.": Source.SCORE, "language": Source.LANGUAGE}


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One comparison as its line shows it; the last line of a form is empty."""

    of: str = ""
    test: str = Operator.IS
    value: str = ""


@dataclass(frozen=True, slots=True)
class ConditionForm:
    """A condition as its form shows it.

    Attributes:
        mode: Whether all lines have to hold, or any.
        lines: The comparisons, and an empty line.
        is_nested: It has parts within parts, which a form of lines cannot show; it is kept as it is.
    """

    mode: str
    lines: tuple[ConditionLine, ...]
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class SkipLine:
    """Where to go on, and if what."""

    to: str = ""
    of: str = ""
    test: str = Operator.IS
    value: str = ""
    is_nested: bool = False


def condition_form(condition: Condition | None, survey: Survey, language: str) -> ConditionForm:
    """A condition as its form shows it."""
    match condition:
        case None:
            return ConditionForm("all", (ConditionLine(),))
        case Compare():
            return ConditionForm("all", (_line(condition, survey, language), ConditionLine()))
        case AllOf(parts) | AnyOf(parts) if all(isinstance(part, Compare) for part in parts):
            lines = [_line(part, survey, language) for part in parts if isinstance(part, Compare)]
            return ConditionForm("any" if isinstance(condition, AnyOf) else "all", (*lines, ConditionLine()))
        case _:
            return ConditionForm("all", (), is_nested=True)


def condition_read(post: "QueryDict", survey: Survey, *, before: Condition | None) -> Condition | None:
    """The condition that a form sends; one that the form could not show stays."""
    if "when_nested" in post:
        return before if "when_keep" in post else None
    parts = tuple(_compared(post, "when", survey))
    if len(parts) <= 1:
        return parts[0] if parts else None
    return AnyOf(parts) if post.get("when_mode") == "any" else AllOf(parts)


def skip_lines(skips: Sequence[Skip], survey: Survey, language: str) -> tuple[SkipLine, ...]:
    """Skips as their lines show them, and an empty line."""
    return (*(_skip(skip, survey, language) for skip in skips), SkipLine())


def skips_read(post: "QueryDict", survey: Survey, *, before: Sequence[Skip]) -> tuple[Skip, ...]:
    """The skips that a form sends, those without a goal left out."""
    found = []
    columns = (post.getlist(f"skip_{name}") for name in ("to", "of", "test", "value"))
    for place, (to, of, test, value) in enumerate(zip(*columns, strict=False)):
        if not to:
            continue
        if of == "*" and place < len(before):
            found.append(Skip(to=to, when=before[place].when))
        else:
            found.append(Skip(to=to, when=comparison_read(of, test, value, survey)))
    return tuple(found)


def _skip(skip: Skip, survey: Survey, language: str) -> SkipLine:
    match skip.when:
        case None:
            return SkipLine(skip.to)
        case Compare():
            line = _line(skip.when, survey, language)
            return SkipLine(skip.to, line.of, line.test, line.value)
        case _:
            return SkipLine(skip.to, is_nested=True)


def _line(compare: Compare, survey: Survey, language: str) -> ConditionLine:
    prefix = next((text for text, source in PREFIXES.items() if source is compare.source), "")
    of = prefix if compare.source is Source.LANGUAGE else prefix + compare.of
    return ConditionLine(of, compare.test, _shown(compare, survey, language))


def _shown(compare: Compare, survey: Survey, language: str) -> str:
    question = _question_of(survey, compare.of)
    values = compare.value if isinstance(compare.value, list) else [compare.value]
    return ", ".join(_label(question, value, survey, language) for value in values if value is not None)


def _label(question: Question | None, value: object, survey: Survey, language: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    for choice in question.choices if question else ():
        if choice.id == value:
            return said(choice.label, language, default=survey.language) or choice.id
    return plain(value)


def _compared(post: "QueryDict", name: str, survey: Survey) -> Iterator[Compare]:
    columns = (post.getlist(f"{name}_{part}") for part in ("of", "test", "value"))
    for of, test, value in zip(*columns, strict=False):
        compare = comparison_read(of, test, value, survey)
        if compare is not None:
            yield compare


def comparison_read(of: str, test: str, value: str, survey: Survey) -> Compare | None:
    """The comparison that a line says; None for an empty line."""
    if not of or test not in set(Operator):
        return None
    wanted = Operator(test)
    source = next((source for text, source in PREFIXES.items() if of.startswith(text)), Source.QUESTION)
    name = of if source in {Source.QUESTION, Source.LANGUAGE} else of.partition(".")[2]
    if wanted in WITHOUT_VALUE:
        return Compare(of=name, test=wanted, source=source)
    question = _question_of(survey, name) if source is Source.QUESTION else None
    if wanted is Operator.AMONG:
        several = [
            _value(question, part.strip()) for part in value.replace("\uff0c", ",").split(",") if part.strip()
        ]
        return Compare(
            of=name, test=wanted, value=[one for one in several if not isinstance(one, bool)], source=source
        )
    return Compare(of=name, test=wanted, value=_value(question, value.strip()), source=source)


def _value(question: Question | None, text: str) -> str | float | bool:
    """What somebody wrote: the id of a choice called so, yes or no, a number, else the words."""
    for choice in question.choices if question else ():
        if text == choice.id or text.casefold() in {label.casefold() for label in choice.label.values()}:
            return choice.id
    if question is not None and question.kind in {Kind.YES_NO, Kind.CONSENT}:
        return text.casefold() in {"true", "1", *(word.casefold() for word in PHRASES["yes"].values())}
    try:
        return float(text)
    except ValueError:
        return text


def _question_of(survey: Survey, name: str) -> Question | None:
    return survey.question(name) or survey.question(name.rpartition(".")[0])
