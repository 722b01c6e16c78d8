"""How a survey reaches people: its address, and what can be made of it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.reading import draft_of
from cocreate_surveys.words import said


@dataclass(frozen=True, slots=True)
class Share:
    """The addresses of a survey.

    Attributes:
        title: What respondents see above.
        link: For anybody.
        qr: The same for those who come by the QR code.
        kiosk: For a screen that stands somewhere.
        frame: What a site's page holds to show it.
        widget: What a site's page holds so that it shows itself.
        policy: What a site with a strict Content-Security-Policy adds to it.
    """

    title: str
    link: str
    qr: str
    kiosk: str
    frame: str
    widget: str
    policy: str


def share_of(survey: Survey) -> Share:
    """How a survey is shared."""
    link = settings.ENV.url + reverse("survey_begin", args=[survey.key])
    definition = draft_of(survey)
    title = said(definition.title, definition.language, default=definition.language) or survey.name
    return Share(
        title=title,
        link=link,
        qr=f"{link}?via=qr",
        kiosk=settings.ENV.url + reverse("survey_kiosk", args=[survey.key]),
        widget=f'<script async src="{settings.ENV.url}{reverse("widget_script")}" data-survey="{survey.key}"></script>',
        policy=f"script-src {settings.ENV.url}; connect-src {settings.ENV.url}; frame-src {settings.ENV.url}",
        frame=f'<iframe src="{link}?frame=1&amp;via=frame" title="" width="100%" height="640" loading="lazy"></iframe>',
    )
