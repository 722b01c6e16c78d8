"""What kinds of questions are called, in the order in which they are offered."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_surveys.definition import Kind

KIND_GROUPS = (
    (_("Scores"), (
        (Kind.NPS, _("NPS: would recommend, 0–10")),
        (Kind.CSAT, _("CSAT: how satisfied")),
        (Kind.CES, _("CES: how easy")),
        (Kind.RATING, _("Rating: stars, numbers, faces")),
        (Kind.MATRIX, _("Matrix: several lines, one scale")),
        (Kind.SLIDER, _("Slider")),
    )),
    (_("Choices"), (
        (Kind.SINGLE, _("One choice")),
        (Kind.MULTIPLE, _("Several choices")),
        (Kind.YES_NO, _("Yes or no")),
        (Kind.RANKING, _("Ranking")),
        (Kind.BEST_WORST, _("Best and worst")),
        (Kind.KANO, _("Kano pair")),
    )),
    (_("Own words"), (
        (Kind.LONG_TEXT, _("Long text")),
        (Kind.SHORT_TEXT, _("Short text")),
        (Kind.NUMBER, _("Number")),
        (Kind.DATE, _("Date")),
        (Kind.EMAIL, _("E-mail address")),
        (Kind.PHONE, _("Phone number")),
        (Kind.FILE, _("File")),
    )),
    (_("Else"), (
        (Kind.STATEMENT, pgettext_lazy("kind of question", "Statement to read")),
        (Kind.CONSENT, _("Consent")),
    )),
)  # fmt: skip
KIND_NAMES = {kind: name for _group, kinds in KIND_GROUPS for kind, name in kinds}
