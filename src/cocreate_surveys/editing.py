"""Changing a survey step by step: each step takes a survey and gives the one it becomes."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from cocreate_surveys.definition import Choice, End, Kind, Page, Question, Quota, Row, Score, Survey
from cocreate_surveys.errors import DefinitionError
from cocreate_surveys.kinds import NATURES

USUAL_CHOICES = 3


def page_add(survey: Survey, *, after: str = "") -> tuple[Survey, str]:
    """Put an empty page after another, or at the end. Returns the survey and the page's id."""
    page = Page(id=free_id("page", (one.id for one in survey.pages)))
    return _pages(survey, _after(survey.pages, page, after)), page.id


def question_add(survey: Survey, kind: Kind, *, page: str = "", after: str = "") -> tuple[Survey, str]:
    """Put a question after another, or at the end of a page, or of the last page.

    Returns:
        The survey and the question's id.
    """
    if not survey.pages:
        survey, page = page_add(survey)
    question = Question(
        id=free_id(kind, _ids(survey)),
        kind=kind,
        scale=NATURES[kind].scale,
        choices=tuple(Choice(id=f"c{n}") for n in range(1, USUAL_CHOICES + 1))
        if NATURES[kind].least_choices
        else (),
        rows=(Row(id="r1"), Row(id="r2")) if NATURES[kind].rows else (),
    )
    return _put(survey, question, page=page, after=after), question.id


def question_replace(survey: Survey, question: Question) -> Survey:
    """Put a question in the place of the one with its id."""
    pages = [
        replace(page, questions=tuple(question if one.id == question.id else one for one in page.questions))
        for page in survey.pages
    ]
    return _pages(survey, pages)


def question_copy(survey: Survey, question_id: str) -> tuple[Survey, str]:
    """Put a copy of a question after it. Returns the survey and the copy's id."""
    question = _question(survey, question_id)
    copy = replace(question, id=free_id(question.kind, _ids(survey)), skips=())
    return _put(survey, copy, after=question_id), copy.id


def question_remove(survey: Survey, question_id: str) -> Survey:
    """Take a question out. What speaks of it stays, and is found by the checks."""
    _question(survey, question_id)
    return _pages(survey, _without(survey, question_id))


def question_move(survey: Survey, question_id: str, *, steps: int) -> Survey:
    """Move a question up (−1) or down (1): within its page, and from its edge to the next page."""
    question = _question(survey, question_id)
    at = next(place for place, page in enumerate(survey.pages) if question in page.questions)
    within = survey.pages[at].questions.index(question) + steps
    if 0 <= within < len(survey.pages[at].questions):
        moved = _moved(survey.pages[at].questions, question, steps)
        return _pages(survey, _with(survey.pages, at, replace(survey.pages[at], questions=moved)))
    goal = at + steps
    if not 0 <= goal < len(survey.pages):
        return survey
    pages = _without(survey, question_id)
    there = pages[goal].questions
    pages[goal] = replace(pages[goal], questions=(*there, question) if steps < 0 else (question, *there))
    return _pages(survey, pages)


def question_place(survey: Survey, question_id: str, *, page: str, place: int) -> Survey:
    """Put a question at a place of a page, counted from 0 without it."""
    question = _question(survey, question_id)
    pages = _without(survey, question_id)
    at = next((n for n, one in enumerate(pages) if one.id == page), None)
    if at is None:
        raise DefinitionError(f"there is no page {page!r}")
    questions = list(pages[at].questions)
    questions.insert(max(place, 0), question)
    return _pages(survey, _with(pages, at, replace(pages[at], questions=tuple(questions))))


def page_replace(survey: Survey, page: Page) -> Survey:
    """Put a page's title and condition in the place of those of the page with its id."""
    return _pages(survey, [page if one.id == page.id else one for one in survey.pages])


def page_move(survey: Survey, page_id: str, *, steps: int) -> Survey:
    """Move a page up (−1) or down (1)."""
    return _pages(survey, _moved(survey.pages, _page(survey, page_id), steps))


def page_copy(survey: Survey, page_id: str) -> tuple[Survey, str]:
    """Put a copy of a page, its questions with new ids, after it. Returns the survey and the copy's id."""
    page = _page(survey, page_id)
    taken = set(_ids(survey))
    questions = []
    for question in page.questions:
        taken.add(fresh := free_id(question.kind, taken))
        questions.append(replace(question, id=fresh, skips=()))
    copy = replace(page, id=free_id("page", (one.id for one in survey.pages)), questions=tuple(questions))
    return _pages(survey, _after(survey.pages, copy, page_id)), copy.id


def page_remove(survey: Survey, page_id: str) -> Survey:
    """Take a page out with its questions."""
    page = _page(survey, page_id)
    return _pages(survey, [one for one in survey.pages if one is not page])


def end_add(survey: Survey) -> tuple[Survey, str]:
    """Put another end before the last, which is where everybody else gets. Returns the survey and the end's id."""
    end = End(id=free_id("end", (one.id for one in survey.ends)))
    return replace(survey, ends=(*survey.ends[:-1], end, *survey.ends[-1:])), end.id


def end_replace(survey: Survey, end: End) -> Survey:
    """Put an end in the place of the one with its id."""
    return replace(survey, ends=tuple(end if one.id == end.id else one for one in survey.ends))


def end_remove(survey: Survey, end_id: str) -> Survey:
    """Take an end out; the last one stays."""
    left = tuple(end for end in survey.ends if end.id != end_id)
    return replace(survey, ends=left) if left else survey


def quotas_replace(survey: Survey, quotas: Sequence[Quota]) -> Survey:
    """Put quotas in the place of those there were."""
    return replace(survey, quotas=tuple(quotas))


def scores_replace(survey: Survey, scores: Sequence[Score]) -> Survey:
    """Put scores in the place of those there were."""
    return replace(survey, scores=tuple(scores))


def free_id(stem: str, taken: Iterable[str]) -> str:
    """The stem where it is free, else with the first number that is."""
    there = set(taken)
    if stem not in there:
        return stem
    return next(name for number in range(2, len(there) + 3) if (name := f"{stem}_{number}") not in there)


def _ids(survey: Survey) -> list[str]:
    return [question.id for question in survey.questions] + [score.id for score in survey.scores]


def _question(survey: Survey, question_id: str) -> Question:
    question = survey.question(question_id)
    if question is None:
        raise DefinitionError(f"there is no question {question_id!r}")
    return question


def _page(survey: Survey, page_id: str) -> Page:
    page = next((one for one in survey.pages if one.id == page_id), None)
    if page is None:
        raise DefinitionError(f"there is no page {page_id!r}")
    return page


def _put(survey: Survey, question: Question, *, page: str = "", after: str = "") -> Survey:
    for at, one in enumerate(survey.pages):
        if after and after in {there.id for there in one.questions}:
            changed = replace(one, questions=tuple(_after(one.questions, question, after)))
            return _pages(survey, _with(survey.pages, at, changed))
    at = next((n for n, one in enumerate(survey.pages) if one.id == page), len(survey.pages) - 1)
    changed = replace(survey.pages[at], questions=(*survey.pages[at].questions, question))
    return _pages(survey, _with(survey.pages, at, changed))


def _pages(survey: Survey, pages: Sequence[Page]) -> Survey:
    return replace(survey, pages=tuple(pages))


def _without(survey: Survey, question_id: str) -> list[Page]:
    return [
        replace(page, questions=tuple(one for one in page.questions if one.id != question_id))
        for page in survey.pages
    ]


def _with[T](things: Sequence[T], at: int, thing: T) -> list[T]:
    return [*things[:at], thing, *things[at + 1 :]]


def _after[T: Page | Question](things: Sequence[T], thing: T, after: str) -> list[T]:
    at = next((place for place, one in enumerate(things) if one.id == after), len(things) - 1)
    return [*things[: at + 1], thing, *things[at + 1 :]]


def _moved[T](things: Sequence[T], thing: T, steps: int) -> tuple[T, ...]:
    order = list(things)
    at = order.index(thing)
    order.insert(min(max(at + steps, 0), len(order) - 1), order.pop(at))
    return tuple(order)
