"""A question out of the form that edits it, in one language at a time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cocreate_server.listen.surveys.condition_forms import condition_read, skips_read
from cocreate_surveys.definition import Choice, End, Kind, Limits, Page, Question, Row, Scale, Survey
from cocreate_surveys.editing import free_id
from cocreate_surveys.kinds import NATURES
from cocreate_surveys.words import Words

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST_WORDS = 2000
LOOKS = ("numbers", "stars", "faces")


def question_read(post: "QueryDict", question: Question, survey: Survey, *, language: str) -> Question:
    """The question as the form says it is to be.

    Args:
        post: What the form sent; parts it does not show stay as they are.
        question: The question as it was.
        survey: Where it stands.
        language: In which language its words were edited.
    """
    wanted = post.get("kind", "")
    kind = Kind(wanted) if wanted in set(Kind) else question.kind
    changed = replace(
        question,
        kind=kind,
        text=worded(question.text, post.get("text"), language),
        hint=worded(question.hint, post.get("hint"), language),
        required="required" in post,
        shuffle="shuffle" in post,
        touchpoint=post.get("touchpoint", question.touchpoint)[:60],
        component=post.get("component", question.component)[:60],
        purpose=post.get("purpose", question.purpose).strip()[:60],
        when=condition_read(post, survey, before=question.when),
        skips=skips_read(post, survey, before=question.skips),
    )
    if kind is not question.kind:
        return _of_kind(changed, kind)
    return replace(
        changed,
        scale=_scale(post, question, language),
        limits=_limits(post, question.limits),
        choices=tuple(_choices(post, question.choices, language)),
        rows=tuple(_rows(post, question.rows, language)),
    )


def page_read(post: "QueryDict", page: Page, survey: Survey, *, language: str) -> Page:
    """A page's title and condition as the form says."""
    return replace(
        page,
        title=worded(page.title, post.get("title"), language),
        when=condition_read(post, survey, before=page.when),
    )


def end_read(post: "QueryDict", end: End, survey: Survey, *, language: str) -> End:
    """An end as the form says."""
    return replace(
        end,
        text=worded(end.text, post.get("text"), language),
        redirect=post.get("redirect", end.redirect).strip()[:2000],
        disqualifies="disqualifies" in post,
        when=condition_read(post, survey, before=end.when),
    )


def worded(words: Words, text: str | None, language: str) -> Words:
    """Words with what they say in one language changed; None leaves them."""
    if text is None:
        return words
    plain = text.replace("\r\n", "\n").replace("\0", "").strip()[:LONGEST_WORDS]
    others = {tag: said for tag, said in words.items() if tag != language}
    return others | ({language: plain} if plain else {})


def number(text: str | None, usual: float | None) -> float | None:
    """A number somebody wrote; what was there before where it is none."""
    if text is None:
        return usual
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None if not text.strip() else usual
    return value if abs(value) < 1e15 else usual  # noqa: PLR2004 - beyond it, whole numbers blur; also NaN and infinity


def moved(ids: Sequence[str], thing: str, steps: int) -> list[str]:
    """Ids with one moved up or down."""
    order = list(ids)
    at = order.index(thing)
    order.insert(min(max(at + steps, 0), len(order) - 1), order.pop(at))
    return order


def _of_kind(question: Question, kind: Kind) -> Question:
    """A question turned into another kind: what that kind lacks is dropped, what it needs is put there."""
    nature = NATURES[kind]
    choices = question.choices if nature.choices else ()
    if len(choices) < nature.least_choices:
        choices = tuple(Choice(id=f"c{place}") for place in range(1, 4))
    rows = (question.rows or (Row(id="r1"), Row(id="r2"))) if nature.rows else ()
    return replace(question, scale=nature.scale, choices=choices, rows=rows, limits=Limits())


def _scale(post: "QueryDict", question: Question, language: str) -> Scale | None:
    scale = question.scale
    if scale is None or "scale_low" not in post:
        return scale
    look = post.get("scale_look", scale.look)
    return replace(
        scale,
        low=_or(number(post.get("scale_low"), scale.low), scale.low),
        high=_or(number(post.get("scale_high"), scale.high), scale.high),
        step=_or(number(post.get("scale_step"), scale.step), scale.step),
        low_label=worded(scale.low_label, post.get("scale_low_label"), language),
        high_label=worded(scale.high_label, post.get("scale_high_label"), language),
        look=look if look in LOOKS else scale.look,
    )


def _or(value: float | None, usual: float) -> float:
    return usual if value is None else value


def _limits(post: "QueryDict", limits: Limits) -> Limits:
    if "limits" not in post:
        return limits
    endings = tuple(
        ending.strip().lstrip(".").lower() for ending in post.get("endings", "").split(",") if ending.strip()
    )
    return Limits(
        least=_bound(post.get("least", "")),
        most=_bound(post.get("most", "")),
        whole="whole" in post,
        size_mb=_or(number(post.get("size_mb"), limits.size_mb), limits.size_mb),
        endings=endings,
    )


def _bound(text: str) -> float | str | None:
    """A number, or a day as it is."""
    plain = text.strip()
    value = number(plain, None)
    return value if value is not None else plain or None


def _choices(post: "QueryDict", before: Sequence[Choice], language: str) -> Iterator[Choice]:
    if "choice_id" not in post:
        yield from before
        return
    there = {choice.id: choice for choice in before}
    alone, other = set(post.getlist("choice_alone")), set(post.getlist("choice_other"))
    points = dict(zip(post.getlist("choice_id"), post.getlist("choice_points"), strict=False))
    for choice_id, label in _labelled(post, "choice", there):
        known = there.get(choice_id, Choice(id=choice_id))
        yield replace(
            known,
            label=worded(known.label, label, language),
            exclusive=choice_id in alone,
            other=choice_id in other,
            points=number(points.get(choice_id), known.points),
        )


def _rows(post: "QueryDict", before: Sequence[Row], language: str) -> Iterator[Row]:
    if "row_id" not in post:
        yield from before
        return
    there = {row.id: row for row in before}
    components = dict(zip(post.getlist("row_id"), post.getlist("row_component"), strict=False))
    for row_id, label in _labelled(post, "row", there):
        known = there.get(row_id, Row(id=row_id))
        yield replace(
            known,
            label=worded(known.label, label, language),
            component=components.get(row_id, known.component)[:60],
        )


def _labelled(post: "QueryDict", part: str, there: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Ids and labels in the order of the form, moved as asked for; lines of a new label become parts of their own."""
    sent = list(zip(post.getlist(f"{part}_id"), post.getlist(f"{part}_label"), strict=False))
    deed, _space, thing = post.get("op", "").partition(" ")
    kept = {
        one: label for one, label in sent if one in there and not (deed == f"{part}_remove" and one == thing)
    }
    order = list(kept)
    if thing in kept and deed in {f"{part}_up", f"{part}_down"}:
        order = moved(order, thing, -1 if deed.endswith("up") else 1)
    yield from ((one, kept[one]) for one in order)
    taken = set(there)
    for label in (
        line for one, text in sent if one not in there for line in text.splitlines() if line.strip()
    ):
        fresh = free_id(f"{part[0]}{len(taken) + 1}", taken)
        taken.add(fresh)
        yield fresh, label
