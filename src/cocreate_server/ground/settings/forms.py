"""Forms of a workspace's settings."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cocreate_server.ground.accounts.api import ApiKey, Role, Scope, Workspace
from cocreate_server.ground.accounts.forms import time_zone_choices


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a workspace is called and how it reads its records."""

    language = forms.ChoiceField(label=gettext_lazy("language"), choices=settings.LANGUAGES)
    weight_by = forms.MultipleChoiceField(
        label=gettext_lazy("weight answers by"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:  # noqa: D106
        model = Workspace
        fields: ClassVar = ["name", "language", "time_zone", "min_n", "weight_by"]

    def __init__(self, *args: Any, weights: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(code, code) for code in self.instance.weight_by if code not in dict(weights)]
        self.fields["weight_by"].choices = [*weights, *chosen]  # type: ignore[attr-defined]
        self.fields["time_zone"].widget = forms.Select(
            choices=_with(self.instance.time_zone, time_zone_choices())
        )
        self.fields["language"].help_text = _("Of invitations. Everybody reads pages in their own.")
        self.fields["time_zone"].help_text = _(
            "Days begin in it. After a change, all days are counted anew, which may take minutes."
        )
        self.fields["min_n"].help_text = _(
            "Groups with fewer answers are not shown, so that nobody can be told from them."
        )
        self.fields["weight_by"].help_text = _(
            "Makes each group count as much as its share of your customers, "
            "where some answer more readily than others."
        )


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role, initial=Role.ANALYST)


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(choices=Role)


class KeyForm(forms.Form):
    """A key: what it is for and what it opens."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("What will use it, such as “Shop”.")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("May"), choices=Scope, widget=forms.CheckboxSelectMultiple
    )


class KeyLimitForm(forms.ModelForm):  # type: ignore[type-arg]
    """How often a key may call."""

    class Meta:  # noqa: D106
        model = ApiKey
        fields: ClassVar = ["calls_a_minute"]


def _with(present: str, choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices, with the present value among them even if it is an unusual one."""
    offered = {value for value, label in choices if isinstance(label, str)}
    offered |= {value for _region, group in choices if isinstance(group, list) for value, _label in group}
    return choices if present in offered else [(present, present), *choices]
