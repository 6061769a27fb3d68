"""How our accounts differ from django-allauth's."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


class Adapter(DefaultAccountAdapter):
    """Accounts without user names; addresses in lower case, so that one address is one account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _lazy(
            "Dit klopt niet. Kijk je e-mailadres en je wachtwoord nog eens na."
        ),
        "too_many_login_attempts": _lazy(
            "Dat was te vaak mis. Wacht even en probeer het dan weer."
        ),
        "rate_limited": _lazy(
            "Dat ging te snel achter elkaar. Wacht even en probeer het dan weer."
        ),
        "incorrect_code": _lazy(
            "Deze code klopt niet. Kijk of je hem goed overtypte, of vraag een nieuwe."
        ),
    }

    def clean_email(self, email):
        return super().clean_email(email).lower()

    def populate_username(self, request, user):
        """There is none."""


class LongEnough(password_validation.MinimumLengthValidator):
    """Django's check, in words a thirteen-year-old reads."""

    def get_error_message(self):
        return _("Maak je wachtwoord langer: minstens %(n)s tekens.") % {"n": self.min_length}

    def get_help_text(self):
        return _("Minstens %(n)s tekens. Drie gewone woorden achter elkaar is prima.") % {
            "n": self.min_length
        }


class NotTooCommon(password_validation.CommonPasswordValidator):
    """Django's check, in words a thirteen-year-old reads."""

    def get_error_message(self):
        return _("Dit wachtwoord gebruiken veel mensen. Bedenk iets anders.")

    def get_help_text(self):
        return _("Geen wachtwoord dat veel mensen gebruiken.")


class NotLikeYourself(password_validation.UserAttributeSimilarityValidator):
    """Django's check, in words a thirteen-year-old reads."""

    def get_error_message(self):
        return _("Dit wachtwoord lijkt te veel op je e-mailadres. Bedenk iets anders.")

    def get_help_text(self):
        return _("Niet bijna hetzelfde als je e-mailadres.")
