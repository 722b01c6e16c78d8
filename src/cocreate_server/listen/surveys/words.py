"""What is wrong with a survey, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cocreate_surveys.checks import Finding

FINDINGS: Mapping[str, Promise] = {
    "nothing_asked": gettext_lazy("It asks nothing yet. Add a question."),
    "too_many_questions": gettext_lazy("It has more than %(what)s questions. Split it."),
    "languages": gettext_lazy("“%(what)s” is not a list of language tags such as en or zh-hans."),
    "language_twice": gettext_lazy("A language stands twice in the list."),
    "no_end": gettext_lazy("It has no end page."),
    "address": gettext_lazy("“%(what)s” is not an address that starts with http:// or https://."),
    "id_twice": gettext_lazy("The id “%(what)s” stands twice."),
    "id_form": gettext_lazy("The id “%(what)s” may hold letters a–z, digits, - and _ only."),
    "too_few_choices": gettext_lazy("It needs at least %(what)s choices."),
    "no_rows": gettext_lazy("It needs at least one row."),
    "limits": gettext_lazy("The least is more than the most: %(what)s."),
    "no_purpose": gettext_lazy("It does not say what is agreed to, so it cannot be kept as a consent."),
    "scale": gettext_lazy("The scale %(what)s does not rise."),
    "too_many_steps": gettext_lazy("The scale has more than %(what)s steps."),
    "nps_scale": gettext_lazy("NPS is asked from 0 to 10. For other scales, ask for a rating."),
    "skip_nowhere": gettext_lazy("It leads to “%(what)s”, which is not there."),
    "skip_back": gettext_lazy("It leads back to “%(what)s”. One can only skip forwards."),
    "no_value": gettext_lazy("A condition does not say with what “%(what)s” is compared."),
    "unknown": gettext_lazy("It speaks of “%(what)s”, which is not there."),
    "not_asked_yet": gettext_lazy("Its condition speaks of “%(what)s”, which is asked only later."),
    "quota_limit": gettext_lazy("A quota lets at least one response in."),
    "not_translated": gettext_lazy("Not all its words are there in %(what)s."),
    "no_words": gettext_lazy("The question has no words yet."),
}


def finding_words(finding: Finding) -> str:
    """One finding as a sentence, with the place it is about."""
    sentence = str(FINDINGS[finding.code]) % {"what": finding.what}
    if not finding.where:
        return sentence
    return _("%(where)s: %(sentence)s") % {"where": finding.where, "sentence": sentence}
