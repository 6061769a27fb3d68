"""What is asked around a yes: to let the question go out, to answer it, to write an answer down,
and how somebody decides. Input to clean values; nothing is saved here."""

from django import forms
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from consent.explanation import ExplanationForm
from consent.models import DecisionRule
from groeiplan.people_forms import A_DAY

TOO_LONG = {"max_length": _("Dat is te lang. Houd het bij 1.000 letters.")}
WHICH_DAY = {
    "required": _("Kies een dag."),
    "invalid": _("Dit is geen dag die we kennen. Schrijf hem als 31-12-2026."),
}
YES, NO, WHO = "yes", "no", "who"


class AskForm(forms.Form):
    """Let the question go out, as it was just read. `noters`: who may write the answer down, asked
    where the giver has no account; `answers_here`: they have, as far as who asks may know."""

    noter = forms.ChoiceField(
        label=_("Wie schrijft op wat deze persoon zegt?"),
        help_text=_("Die leest dezelfde vraag, praat erover, en schrijft op: ja of nee."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wie het opschrijft.")},
    )

    def __init__(self, *args, answers_here, noters, **kwargs):
        super().__init__(*args, **kwargs)
        self.noters = {str(one.pk): one for one in noters}
        self.fields["noter"].choices = [(pk, _called(one)) for pk, one in self.noters.items()]
        if answers_here:
            del self.fields["noter"]

    def clean_noter(self):
        return self.noters[self.cleaned_data["noter"]]


class AnswerForm(forms.Form):
    """One giver's own answer. Words only go along with a no."""

    answer = forms.ChoiceField(
        choices=[(YES, YES), (NO, NO), (WHO, WHO)],
        error_messages={"required": _("Kies ja of nee."), "invalid_choice": _("Kies ja of nee.")},
    )
    words = forms.CharField(
        label=_("Zeg je nee? Dan mag je zeggen waarom."),
        help_text=_("Het gezin leest dit. Bij een ja gaat dit niet mee."),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
    )


class NoteForm(ExplanationForm):
    """What a giver said aloud, and how it was explained to them."""

    field_order = ("answer",)

    answer = forms.ChoiceField(
        label=_("Wat zei deze persoon?"),
        choices=[(YES, _("Ja, dit mag")), (NO, _("Nee"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat deze persoon zei.")},
    )
    words = forms.CharField(
        label=_("Was het nee, en wilde deze persoon zeggen waarom?"),
        help_text=_("Schrijf het op zoals het gezegd werd. Het gezin leest dit."),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["explained"].help_text = _("Nodig als het een ja was.")

    def clean(self):
        given = super().clean()
        if given.get("answer") != YES:
            return given
        if not given.get("explained") and "explained" not in self.errors:
            self.add_error("explained", _("Kies hoe het is uitgelegd. Dat hoort bij een ja."))
        if self.was_interpreted(given) and not given.get("interpreter"):
            self.add_error("interpreter", _("Schrijf op wie er tolkte."))
        return given


class CourtForm(forms.Form):
    """What a court decided instead of a parent, and who lays it beside the paper: one of
    `readers`."""

    court = forms.CharField(
        label=_("Welke rechtbank?"),
        help_text=_("Bijvoorbeeld: rechtbank Midden-Nederland."),
        max_length=120,
        error_messages={"required": _("Schrijf op welke rechtbank dit besloot.")},
    )
    case_number = forms.CharField(
        label=_("Welk zaaknummer?"),
        help_text=_("Het nummer dat op het besluit staat."),
        max_length=60,
        error_messages={"required": _("Schrijf het zaaknummer op. Het staat op het besluit.")},
    )
    decided_on = forms.DateField(
        label=_("Op welke dag besloot de rechter?"),
        help_text=_("De dag die op het besluit staat."),
        error_messages=WHICH_DAY,
        **A_DAY,
    )
    reader = forms.ChoiceField(
        label=_("Wie leest het besluit ook?"),
        help_text=_("Die legt het naast het papier en zegt: klopt, of klopt niet."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wie het besluit ook leest.")},
    )

    def __init__(self, *args, readers, **kwargs):
        super().__init__(*args, **kwargs)
        self.readers = {str(one.pk): one for one in readers}
        self.fields["reader"].choices = [(pk, _called(one)) for pk, one in self.readers.items()]

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > localdate():
            raise forms.ValidationError(_("Die dag komt nog. Kies vandaag of eerder."))
        return day

    def clean_reader(self):
        return self.readers[self.cleaned_data["reader"]]


class RuleForm(forms.Form):
    """How somebody decides, where that is not as the age says; `kinds` are those that can hold."""

    kind = forms.ChoiceField(
        label=_("Hoe zit het?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het zit.")},
    )
    why = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Wie zei of zag wat, en wanneer. Iedereen in jullie gezin leest dit."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={**TOO_LONG, "required": _("Schrijf op waarom. Eén zin is genoeg.")},
    )
    since = forms.DateField(
        label=_("Vanaf wanneer?"),
        help_text=_("Vanaf het begin van die dag."),
        initial=localdate,
        error_messages=WHICH_DAY,
        **A_DAY,
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, capfirst(one.label)) for one in kinds]

    def clean_kind(self):
        return DecisionRule.Kind(self.cleaned_data["kind"])


class EndForm(forms.Form):
    """The last day on which a rule holds."""

    until = forms.DateField(
        label=_("Tot en met welke dag?"),
        initial=localdate,
        error_messages=WHICH_DAY,
        **A_DAY,
    )


def _called(person):
    return f"{person.shown_name} ({person.role})" if person.role else person.shown_name
