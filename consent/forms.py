from calendar import monthrange
from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.actions import LONGEST, may_share
from consent.explanation import HOW, ExplanationForm
from consent.models import Consent
from consent.refusals import WORDS, YOUNG
from groeiplan.dates import end_of_day
from groeiplan.forms import DayInput
from groeiplan.models import Person

THREE, SIX, OTHER = "3", "6", "day"
NOW, LATER = "now", "later"
NOT_SAID = ("", _("Dat leggen we niet vast"))
A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)
TOO_FAR = _("Dat is te ver weg. Kies een dag binnen twee jaar. Daarna kan het opnieuw.")


class GiveForm(ExplanationForm):
    """What the family chooses when it shares with one person. Cleans to what `actions.give`
    takes: chapters, persons and the exclusive moment on which it ends (`until`)."""

    consent_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    look = forms.MultipleChoiceField(
        label=_("Wat mag deze persoon zien?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    change = forms.MultipleChoiceField(
        label=_("Waar mag deze persoon meeschrijven?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    whole = forms.ChoiceField(
        label=_("Over wie?"),
        choices=[("yes", _("Ons hele gezin")), ("no", _("Alleen over …"))],
        initial="yes",
        widget=forms.RadioSelect,
    )
    about = forms.MultipleChoiceField(
        label=_("Over deze mensen"),
        help_text=_("Kies je hiervoor “Alleen over …”? Zet dan een vinkje bij wie het is."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = forms.CharField(
        label=_("Waarvoor?"),
        help_text=_("Eén zin is genoeg. Bijvoorbeeld: meedenken over school."),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    begin = forms.ChoiceField(
        label=_("Vanaf wanneer?"),
        choices=[(NOW, _("Meteen als iedereen ja zegt")), (LATER, _("Vanaf een dag"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    first_day = forms.DateField(
        label=_("Vanaf"),
        help_text=_("Alleen als je zelf een eerste dag kiest."),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Dit is geen dag die we kennen. Schrijf hem als 31-12-2026.")},
    )
    period = forms.ChoiceField(
        label=_("Hoe lang?"),
        help_text=_("Daarna stopt het vanzelf. Eerder stoppen kan altijd."),
        choices=[(THREE, _("3 maanden")), (SIX, _("6 maanden")), (OTHER, _("Tot en met een dag"))],
        initial=SIX,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=_("Tot en met"),
        help_text=_("Alleen als je zelf een dag kiest."),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Dit is geen dag die we kennen. Schrijf hem als 31-12-2026.")},
    )
    email = forms.EmailField(
        label=_("E-mailadres voor de uitnodiging"),
        error_messages={
            "required": _("Vul een e-mailadres in. Daar sturen we de uitnodiging heen.")
        },
    )
    direction = forms.ChoiceField(
        label=_("Wat spreken jullie af?"),
        help_text=_(
            "Dit staat in de afspraak, zodat iedereen weet wat jullie verwachten. Het verandert "
            "niet wat deze persoon ziet of mag schrijven: dat kies je hierboven."
        ),
        choices=[*Consent.Direction.choices, NOT_SAID],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, visit, receiver, invited=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in HOW])
        self.fields["explained"].choices = [*Consent.Explained.choices, NOT_SAID]
        self.visit = visit
        self.chapters = {str(chapter): chapter for chapter in visit.chapters().values()}
        keys = [(key, key) for key in self.chapters]
        self.fields["look"].choices = self.fields["change"].choices = keys
        family = visit.plan.people.filter(kind=Person.Kind.FAMILY, emptied=None)
        self.family = {str(person.pk): person for person in family if person != receiver}
        self.fields["about"].choices = [(pk, person.name) for pk, person in self.family.items()]
        if not may_share(visit.person, []):  # who is young begins with what is about oneself
            self.initial.setdefault("whole", "no")
            self.initial.setdefault("about", [str(visit.person.pk)])
        if visit.knows_account(receiver) or invited:
            del self.fields["email"]
        elif not self.is_bound:
            self.fields["email"].help_text = _(
                "Alleen voor de uitnodiging. Die gaat pas weg als iedereen die moet beslissen "
                "ja zei. In de mail staat niets van jullie."
            )

    def clean(self):
        given = super().clean()
        changing = set(given.get("change", ()))
        looking = {*given.get("look", ()), *changing}
        if not looking:
            self.add_error("look", WORDS["nothing"])
        given["look"] = [one for key, one in self.chapters.items() if key in looking]
        given["change"] = [one for key, one in self.chapters.items() if key in changing]
        given["about"] = self._about(given)
        given["since"] = self._since(given)
        given["until"] = self._until(given)
        return given

    def _about(self, given):
        named = [self.family[pk] for pk in given.get("about", ())]
        about = named if given.get("whole") == "no" else []
        if "about" in self.errors:
            return []
        if given.get("whole") == "no" and not named:
            self.add_error("about", _("Kies over wie het gaat, of kies “Ons hele gezin”."))
        elif given.get("whole") and not may_share(self.visit.person, about):
            self.add_error(None, YOUNG)
        return about

    def _since(self, given):
        """The first moment it may open; None for at once."""
        today, day = timezone.localdate(self.visit.now), given.get("first_day")
        if given.get("begin") != LATER:
            return None
        if day is None and "first_day" not in self.errors:
            self.add_error("first_day", _("Kies de eerste dag, of kies “Meteen”."))
        elif day and day < today:
            self.add_error("first_day", _("Die dag is al voorbij. Kies vandaag of later."))
        elif day and end_of_day(day) > self.visit.now + LONGEST:
            self.add_error("first_day", TOO_FAR)
        elif day and day > today:
            return end_of_day(day - A_DAY)
        return None

    def _until(self, given):
        first = timezone.localdate(given["since"] or self.visit.now)
        day = given.get("day")
        if given.get("period") in (THREE, SIX):
            return end_of_day(months_later(first, int(given["period"])))
        if day is None:
            if "day" not in self.errors and given.get("period"):
                self.add_error("day", _("Kies de laatste dag, of kies 3 of 6 maanden."))
            return None
        if day < timezone.localdate(self.visit.now):
            self.add_error("day", _("Die dag is al voorbij. Kies vandaag of later."))
        elif day < first:
            self.add_error("day", _("Dit is vóór de eerste dag. Kies een latere laatste dag."))
        elif end_of_day(day) > (given["since"] or self.visit.now) + LONGEST:
            self.add_error("day", TOO_FAR)
        return end_of_day(day)


def as_chosen(consent, now):
    """What a form starts with to give this consent anew: the same choices, with the same last day
    where that is still to come."""
    parts = consent.parts.select_related("chapter")
    last = timezone.localdate(consent.until - A_SECOND)
    about = [str(one.pk) for one in consent.about.all()]
    return {
        "look": [str(part.chapter) for part in parts],
        "change": [str(part.chapter) for part in parts if part.may_change],
        "whole": "no" if about else "yes",
        "about": about,
        "purpose": consent.purpose,
        "begin": LATER if consent.since > now else NOW,
        "first_day": timezone.localdate(consent.since) if consent.since > now else None,
        "period": OTHER if consent.until > now else SIX,
        "day": last if consent.until > now else None,
        "direction": consent.direction,
        "explained": consent.explained,
        "language": consent.language,
        "interpreter": consent.interpreter,
    }


def months_later(day, months):
    """The same day so many months later, or that month's last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
