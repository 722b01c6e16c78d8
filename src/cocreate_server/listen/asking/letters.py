"""A letter: its words in the person's language, the first question as a row of links, and the headers that mail needs."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from cocreate_server.ground.customers.api import KnownCustomer
from cocreate_server.listen.answering.api import Personal, Via, personal_token
from cocreate_server.listen.asking.models import Invitation, Manners, Sending
from cocreate_server.listen.asking.rules import letter_from
from cocreate_server.listen.asking.tokens import Leaving, leave_token, letter_name, opened_token
from cocreate_server.listen.asking.usual_words import said_or_usual, usual
from cocreate_server.listen.surveys.api import AskedSurvey
from cocreate_surveys.conditions import Known
from cocreate_surveys.definition import Kind, Question, Survey
from cocreate_surveys.kinds import scale_of, steps_of
from cocreate_surveys.phrases import RIGHT_TO_LEFT
from cocreate_surveys.piping import filled, plain
from cocreate_surveys.words import closest, said

ROWED = (Kind.NPS, Kind.CSAT, Kind.CES, Kind.RATING)
MOST_IN_ROW = 11


@dataclass(frozen=True, slots=True)
class Row:
    """The first question, with a link a score; following one chooses it and answers nothing."""

    text: str
    low: str
    high: str
    scores: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LetterPage:
    """What a letter says.

    Attributes:
        language: Of all of it.
        direction: In which it is written.
        subject: Its subject.
        who: Who asks.
        above: Words above, a paragraph each.
        below: Words below.
        row: The first question, where it is a score.
        button: What the button says.
        link: Where it leads.
        until: Until when.
        leave: What the link says by which one is not asked again.
        leave_link: Where that leads.
        image: The address of the image that tells that the letter was opened, if that is wanted.
        or_link: What stands before the bare address.
    """

    language: str
    direction: str
    subject: str
    who: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    row: Row | None
    button: str
    link: str
    until: str
    leave: str
    leave_link: str
    image: str
    or_link: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter is for.

    Attributes:
        known: What its words may speak of.
        invitation_id: What it is sent with; None for a test, whose links answer nothing for anybody.
        ends_at: When its link stops working.
        is_reminder: Whether it reminds.
    """

    known: KnownCustomer
    invitation_id: int | None
    ends_at: datetime
    is_reminder: bool = False


def letter_page(
    sending: Sending, asked: AskedSurvey, manners: Manners, to: Addressee, *, language: str = ""
) -> LetterPage:
    """The words and addresses of one letter."""
    survey = asked.definition
    language = language or language_for(survey, to.known)
    words, known = letter_from(sending.letter), Known({}, to.known.traits, {}, language)

    def say(code: str) -> str:
        return filled(
            said_or_usual(getattr(words, code), code, language, default=survey.language), survey, known
        ).strip()

    subject = " ".join(say("subject").split())
    leaving = Leaving(sending.workspace_id, to.known.id if to.invitation_id else None, language)
    link = _link(asked, to)
    return LetterPage(
        language=language,
        direction="rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr",
        subject=usual("reminder", language).format(subject=subject) if to.is_reminder else subject,
        who=manners.sender_name or asked.workspace_name,
        above=_paragraphs(say("above")),
        below=_paragraphs(say("below")),
        row=_row(survey, known, link),
        button=" ".join(say("button").split()),
        link=link,
        until=usual("until", language).format(day=_day(to.ends_at, sending, language)),
        leave=usual("leave", language),
        leave_link=_address("asking_leave", leave_token(leaving)),
        image=_address("asking_opened", opened_token(to.invitation_id))
        if sending.counts_opens and to.invitation_id
        else "",
        or_link=usual("link", language),
    )


def letter_message(page: LetterPage, manners: Manners, *, address: str, name: str) -> EmailMultiAlternatives:
    """A letter as it is handed to a mail server.

    Args:
        page: What it says.
        manners: Who sends it, and where answers go.
        address: To whom.
        name: The part of its Message-ID before the @.
    """
    _name, sender = parseaddr(settings.ENV.mail_from)
    headers = {
        "Message-ID": f"<{name}@{sender.rpartition('@')[2] or settings.ENV.host}>",
        "List-Unsubscribe": f"<{page.leave_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": page.language,
    }
    message = EmailMultiAlternatives(
        page.subject,
        render_to_string("asking/letter.txt", {"page": page}),
        formataddr((page.who, sender)),
        [address],
        reply_to=[manners.reply_to] if manners.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(render_to_string("asking/letter.html", {"page": page}), "text/html")
    return message


def message_name(invitation: Invitation) -> str:
    """The name of an invitation's next letter."""
    return f"{letter_name(invitation.pk)}.{invitation.letters + 1}.{invitation.attempts + 1}"


def language_for(survey: Survey, known: KnownCustomer) -> str:
    """The language in which somebody is written to."""
    return closest(survey.languages, [known.language] if known.language else []) or survey.language


def _link(asked: AskedSurvey, to: Addressee) -> str:
    if to.invitation_id is None:
        return f"{_address('survey_begin', asked.key)}?via=link"
    who = Personal(
        to.known.id, asked.key, to.ends_at, once=True, invitation_id=to.invitation_id, via=Via.EMAIL
    )
    return _address("survey_personal", asked.key, personal_token(who))


def _address(name: str, *parts: str) -> str:
    address: str = settings.ENV.url + reverse(name, args=parts)
    return address


def _row(survey: Survey, known: Known, link: str) -> Row | None:
    question = next(iter(survey.questions), None)
    scale = scale_of(question) if question and question.kind in ROWED else None
    if question is None or scale is None or question.when or survey.pages[0].when:
        return None
    steps = steps_of(scale)
    if len(steps) > MOST_IN_ROW:
        return None
    low, high = (
        said(words, known.language, default=survey.language) for words in (scale.low_label, scale.high_label)
    )
    return Row(_question(survey, question, known), low, high, tuple(_scores(question, steps, link)))


def _scores(question: Question, steps: tuple[float, ...], link: str) -> list[tuple[str, str]]:
    mark = "&" if "?" in link else "?"
    return [(plain(step), f"{link}{mark}{question.id}={plain(step)}") for step in steps]


def _question(survey: Survey, question: Question, known: Known) -> str:
    return filled(said(question.text, known.language, default=survey.language), survey, known)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _day(moment: datetime, sending: Sending, language: str) -> str:
    with translation.override("zh-hans" if language.startswith("zh") else "en"):
        return date_format(timezone.localtime(moment, sending.workspace.zone), "DATE_FORMAT")
