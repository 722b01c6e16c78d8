"""A survey as data: pages of questions in any number of languages, with their logic, quotas and ends.

Frozen and compared by value; `codec` reads and writes it as JSON. What it has to be to make sense, `checks` says.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import msgspec

from cocreate_surveys.conditions import Condition
from cocreate_surveys.words import Words


class Kind(StrEnum):
    """What kind of question it is."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    RATING = "rating"
    SINGLE = "single"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    RANKING = "ranking"
    BEST_WORST = "best_worst"
    KANO = "kano"
    SLIDER = "slider"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    EMAIL = "email"
    PHONE = "phone"
    CONSENT = "consent"
    FILE = "file"
    STATEMENT = "statement"


class Flow(StrEnum):
    """How much stands on one screen."""

    PAGES = "pages"
    ONE = "one"
    ALL = "all"


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every part of a survey is: frozen, written without what is as usual, read strictly."""


class Scale(_Part, frozen=True):
    """The numbers one may choose from.

    Attributes:
        low: Lowest.
        high: Highest.
        step: From one to the next.
        low_label: What the lowest means.
        high_label: What the highest means.
        look: As numbers, stars or faces.
    """

    low: float = 1
    high: float = 5
    step: float = 1
    low_label: Words = {}
    high_label: Words = {}
    look: Literal["numbers", "stars", "faces"] = "numbers"


class Choice(_Part, frozen=True):
    """One thing to choose.

    Attributes:
        id: Stays the same whatever the wording and language.
        label: Its words.
        exclusive: Chosen alone, or not at all (“none of these”).
        other: Asks for words of one's own.
        points: What it counts in scores.
    """

    id: str
    label: Words = {}
    exclusive: bool = False
    other: bool = False
    points: float | None = None


class Row(_Part, frozen=True):
    """One line of a matrix; it may speak of a component of its own."""

    id: str
    label: Words = {}
    component: str = ""


class Limits(_Part, frozen=True):
    """What an answer may be; None where anything goes.

    Attributes:
        least: Fewest choices, lowest number, shortest text (characters) or earliest day (as 2031-05-04).
        most: Most choices, highest number, longest text or latest day.
        whole: Only whole numbers.
        size_mb: Largest file.
        endings: Which files, by the end of their name: pdf, jpg …
    """

    least: float | str | None = None
    most: float | str | None = None
    whole: bool = False
    size_mb: float = 10
    endings: tuple[str, ...] = ()


class Skip(_Part, frozen=True):
    """Where to go on after this question if a condition holds: a page, a later question or an end, by id."""

    to: str
    when: Condition | None = None


class Question(_Part, frozen=True):
    """One question, or a statement to read.

    Attributes:
        id: The field of its records; stays the same over versions.
        kind: What kind it is.
        text: Its words; `{{question_id}}` and `{{trait.name|friend}}` are filled in.
        hint: Said smaller below.
        required: Has to be answered.
        scale: For scales, sliders and matrices of numbers.
        choices: For choices, rankings and best–worst; the columns of a matrix of words.
        rows: For matrices.
        limits: What an answer may be.
        shuffle: Choices (and rows) in an order of chance; the last ones that are *other* or exclusive stay last.
        when: Shown only if this holds.
        skips: Where to go on; the first that fits.
        touchpoint: Where its records lie; the survey's where empty.
        component: Of what its records speak.
        purpose: For consents: what is agreed to.
    """

    id: str
    kind: Kind
    text: Words = {}
    hint: Words = {}
    required: bool = False
    scale: Scale | None = None
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    limits: Limits = Limits()
    shuffle: bool = False
    when: Condition | None = None
    skips: tuple[Skip, ...] = ()
    touchpoint: str = ""
    component: str = ""
    purpose: str = ""


class Page(_Part, frozen=True):
    """Questions that belong together."""

    id: str
    title: Words = {}
    questions: tuple[Question, ...] = ()
    when: Condition | None = None


class End(_Part, frozen=True):
    """What is said when nothing more is asked.

    Attributes:
        id: For skips and quotas.
        text: The thanks.
        when: Reached only if this holds; the first that fits is taken, else the last.
        redirect: An address to go on to.
        disqualifies: Whoever ends here was not meant; the response is kept, but counts nowhere.
    """

    id: str
    text: Words = {}
    when: Condition | None = None
    redirect: str = ""
    disqualifies: bool = False


class Quota(_Part, frozen=True):
    """How many finished responses of a kind are wanted; whoever comes after goes to an end."""

    id: str
    limit: int
    when: Condition | None = None
    end: str = ""


class Score(_Part, frozen=True):
    """A number made of answers: points of choices, numbers as they are.

    Attributes:
        id: The field of its record.
        text: Its name.
        questions: What it is made of.
        method: Their sum, or the mean of those answered.
    """

    id: str
    text: Words = {}
    questions: tuple[str, ...] = ()
    method: Literal["sum", "mean"] = "mean"


class Survey(_Part, frozen=True):
    """A survey.

    Attributes:
        title: What respondents see above.
        languages: In which it is asked; the first is its own.
        pages: What is asked.
        ends: What is said last.
        quotas: How many are wanted.
        scores: What is worked out.
        flow: How much stands on one screen.
        progress: Whether a bar shows how far one is.
        back: Whether one may go back.
        privacy: What is done with the answers, said at the foot of every page.
        phrases: Words on buttons and messages, by the codes of `phrases`, where others are wanted than the usual ones.
        touchpoint: Where its records lie.
        channel: Through which they came.
    """

    title: Words = {}
    languages: tuple[str, ...] = ("en",)
    pages: tuple[Page, ...] = ()
    ends: tuple[End, ...] = (End(id="thanks"),)
    quotas: tuple[Quota, ...] = ()
    scores: tuple[Score, ...] = ()
    flow: Flow = Flow.PAGES
    progress: bool = True
    back: bool = True
    privacy: Words = {}
    phrases: dict[str, Words] = {}
    touchpoint: str = ""
    channel: str = ""

    @property
    def language(self) -> str:
        """The survey's own language."""
        return self.languages[0]

    @property
    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        for page in self.pages:
            yield from page.questions

    def question(self, question_id: str) -> Question | None:
        """One question by id."""
        return next((one for one in self.questions if one.id == question_id), None)

    def end(self, end_id: str) -> End | None:
        """One end by id."""
        return next((one for one in self.ends if one.id == end_id), None)
