"""What one asks of the log, and the answer to "waarom heb je gekeken?"."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groeiplan.dates import end_of_day, say_day
from groeiplan.looks.log import Wanted
from groeiplan.looks.pages import BEGIN
from groeiplan.parts import in_words
from groeiplan.people_forms import A_DAY
from groeiplan.tools import installed_tools

A_DAY_OFF = timedelta(days=1)
NO_PAGE = _("Deze bladzijde is er niet. Begin weer bij het nieuwste.")
NOBODY = _("Deze persoon staat niet in dit logboek. Kies iemand uit de lijst.")
NO_PART = _("Dit deel kennen we niet. Kies er een uit de lijst.")


class PlaceField(forms.UUIDField):
    """The id of an entry to go on from, or `BEGIN`; None when nothing was asked."""

    def __init__(self, **kwargs):
        super().__init__(error_messages={"invalid": NO_PAGE}, **kwargs)

    def to_python(self, value):
        return BEGIN if value == BEGIN else super().to_python(value)


class FilterForm(forms.Form):
    """Which entries one wants to read: from and up to and including a day, of one person, of one
    part; `voor` and `na` turn the page. A guest reads of itself alone, so it chooses nobody."""

    van = forms.DateField(label=_("Van"), required=False, **A_DAY)
    tot = forms.DateField(label=_("Tot en met"), required=False, **A_DAY)
    wie = forms.ChoiceField(label=_("Van wie?"), required=False)
    deel = forms.ChoiceField(label=_("Welk deel?"), required=False)
    voor = PlaceField(required=False)
    na = PlaceField(required=False)

    KEPT = ("van", "tot", "wie", "deel")

    def __init__(self, log, data):
        super().__init__(data)
        self.people = {str(person.pk): log.name_of(person) for person in log.people()}
        self.parts = {str(chapter): chapter for chapter in log.chapters.values()}
        self.fields["wie"].choices = [("", _("iedereen")), *self.people.items()]
        self.fields["deel"].choices = [("", _("alles")), *_parts(self.parts)]
        if not log.visit.is_family:
            del self.fields["wie"]
        self._say_it_in_words()

    def clean(self):
        first, last = self.cleaned_data.get("van"), self.cleaned_data.get("tot")
        if first and last and last < first:
            self.add_error("tot", _("Deze dag ligt voor de eerste dag. Kies een latere dag."))
        if self.cleaned_data.get("voor") is not None and self.cleaned_data.get("na") is not None:
            self.add_error(None, NO_PAGE)

    @property
    def wanted(self):
        """What was asked for, once this is valid."""
        asked = self.cleaned_data
        chapter = self.parts.get(asked.get("deel"))
        return Wanted(
            since=end_of_day(asked["van"] - A_DAY_OFF) if asked.get("van") else None,
            until=end_of_day(asked["tot"]) if asked.get("tot") else None,
            person=UUID(asked["wie"]) if asked.get("wie") else None,
            chapter=chapter and chapter.pk,
        )

    @property
    def is_narrow(self):
        """Was less asked for than everything?"""
        return any(self.cleaned_data.get(name) for name in self.KEPT)

    @property
    def chosen(self):
        """What was asked for in words, for the page and its print: "oma Riet, de doelen"; "" for
        everything."""
        asked = self.cleaned_data
        person, chapter = self.people.get(asked.get("wie")), self.parts.get(asked.get("deel"))
        period = {"first": asked.get("van"), "last": asked.get("tot")}
        said = [
            person,
            chapter and in_words([chapter]),
            _said_period(**period),
        ]
        return ", ".join(filter(None, said))

    def address(self, **more):
        """ "?van=…&wie=…": these filters, with `more` in place of or beside them."""
        asked = {name: self.cleaned_data.get(name) for name in self.KEPT} | more
        kept = {name: value for name, value in asked.items() if value not in (None, "")}
        return "?" + urlencode(kept)

    def quick(self, today=None):
        """[(words, address, chosen now?)] for the whole log, this week and this month."""
        today = today or localdate()
        monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - A_DAY_OFF
        periods = [
            (_("alles"), None, None),
            (_("deze week"), monday, monday + timedelta(days=6)),
            (_("deze maand"), first, last),
        ]
        asked = (self.cleaned_data.get("van"), self.cleaned_data.get("tot"))
        return [
            (words, self.address(van=since, tot=until), asked == (since, until))
            for words, since, until in periods
        ]

    def _say_it_in_words(self):
        for name in ("van", "tot"):
            self.fields[name].error_messages["invalid"] = _("Dit is geen dag. Kies er een.")
        for name, said in (("wie", NOBODY), ("deel", NO_PART)):
            if name in self.fields:
                self.fields[name].error_messages["invalid_choice"] = said


class AnswerForm(forms.Form):
    """Why somebody looked, in their own words."""

    answer = forms.CharField(
        label=_("Waarom keek je?"),
        help_text=_("Schrijf het zoals je het aan de keukentafel zou zeggen."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Schrijf op waarom je keek. Een paar woorden is genoeg.")},
    )


def _said_period(first, last):
    today = localdate()
    days = {"first": first and say_day(first, today), "last": last and say_day(last, today)}
    if first and last:
        return gettext("%(first)s tot en met %(last)s") % days
    if first:
        return gettext("vanaf %(first)s") % days
    return gettext("tot en met %(last)s") % days if last else ""


def _parts(parts):
    """The parts in the order of the house; those of a room that left come last."""
    order = [f"{tool.name}.{part}" for tool in installed_tools() for part in tool.parts]
    known = [(key, in_words([parts[key]])) for key in order if key in parts]
    return known + [(key, key) for key in sorted(set(parts) - set(order))]
