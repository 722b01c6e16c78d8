"""The forms of signing in: allauth's, in our words and without its placeholders."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cocreate_server.ground.accounts.invitations import invitation_of_session
from cocreate_server.ground.accounts.models import User

PASSWORD_HELP = gettext_lazy("At least 10 characters, more than digits, and not a common password.")
LABELS = {
    "login": gettext_lazy("E-mail address"),
    "email": gettext_lazy("E-mail address"),
    "password": gettext_lazy("Password"),
    "oldpassword": gettext_lazy("Present password"),
    "password1": gettext_lazy("New password"),
    "password2": gettext_lazy("New password, again"),
    "code": gettext_lazy("One-time code"),
}


class InOurWords(forms.BaseForm):
    """Labels and help in our words; a label above the field says more than a placeholder in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = ""
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP
        if "code" in self.fields:
            self.fields["code"].widget.attrs["inputmode"] = "numeric"


class SignInForm(InOurWords, account.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""


class SignUpForm(InOurWords, account.SignupForm):  # type: ignore[misc]
    """Name and password; the address is the invitation's."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ("email", "name", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = LABELS["password"]
        self.fields["email"].disabled = True  # what a browser sends for it is not looked at
        self.fields["email"].help_text = _("The invitation was sent to this address.")

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """The address is the invitation's, whatever the address bar says."""
        if field_name == "email":
            invitation = invitation_of_session(context.request)
            return invitation.email if invitation else ""
        return super().get_initial_for_field(field, field_name)

    def validate_unique_email(self, value: str) -> str:
        """Whoever has an account already signs in with it."""
        if User.objects.filter(email=value).exists():
            raise ValidationError(
                _("There is an account with this address already. Sign in, and the invitation is accepted.")
            )
        return value


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link."""


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link of a mail."""


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password instead of the present one."""


class SetPasswordForm(InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class CodeForm(InOurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""


class CodeAgainForm(InOurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more."""


class ActivateCodeForm(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""
