"""What is asked about people: their card, how to reach them, who has authority over a child."""

import re
from datetime import date
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from groeiplan.actions.people import VALUES, decides_otherwise, may_write, stays_family
from groeiplan.forms import DayInput, ItemForm, PersonField
from groeiplan.models import Authority, ContactDetail, Person
from groeiplan.models.items import Audience
from groeiplan.own import INSIDE, reaches_another

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)
A_DAY = {
    "widget": DayInput,
    "validators": [
        MinValueValidator(EARLIEST, _("Kies een dag na 1900.")),
        MaxValueValidator(LATEST, _("Dat is te ver weg. Kies een dag voor 2200.")),
    ],
}
OWN_AUDIENCES = (Audience.TELLER, Audience.FAMILY, Audience.READERS, Audience.KEYHOLDERS)


ONLY_THEIRS = _("Verder dan jullie gezin kiest alleen deze persoon zelf.")
DECIDES = _(
    "Met deze datum mag deze persoon ineens meer of minder zelf beslissen (12, 16 of 18 jaar). "
    "Dat kan een ander niet veranderen. Kies een dag waarmee dat gelijk blijft."
)


class PersonForm(forms.ModelForm):
    """Somebody's card. Name and whom they belong to come first; the rest may wait. `offered` is
    the kind that is ticked for a new card. Whoever is family stays family. Of a card that is there
    it only asks what this visitor may write; `asks` is False for nothing."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    organisation = forms.CharField(
        label=_("Waar werkt deze persoon?"), max_length=120, required=False
    )

    class Meta:
        model = Person
        fields = ("name", "kind", "role", "household", "born")
        widgets = {"kind": forms.RadioSelect, "born": DayInput}
        labels = {
            "name": _("Hoe heet deze persoon?"),
            "kind": _("Bij wie hoort deze persoon?"),
            "household": _("Waar woont deze persoon?"),
        }
        help_texts = {
            "name": _("Zoals jullie zeggen: oma Riet, Ilse, meester Wim."),
            "kind": _("Kies je “gezin”? Dan blijft deze persoon bij jullie gezin horen."),
            "role": _("Bijvoorbeeld: oma, buurvrouw, gezinscoach, huisarts."),
            "household": _("Bijvoorbeeld: bij mama, of: eigen huis. Schrijf hier geen adres."),
            "born": _("Alleen nodig bij kinderen: met 12, 16 en 18 jaar beslissen zij mee."),
        }

    field_order = ("name", "kind", "role", "organisation", "household", "born")

    def __init__(self, visit, *args, offered="", **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.is_new = self.instance._state.adding
        self.fields["kind"].choices = Person.Kind.choices
        del self.fields["version" if self.is_new else "id"]
        if self.is_new:
            self.fields["id"].initial = uuid4
            self.fields["kind"].initial = offered
            return
        self.fields["version"].initial = self.instance.version
        if self.instance.organisation_id:
            self.fields["organisation"].initial = self.instance.organisation.name
        hidden = VALUES - may_write(self.instance, visit.person)
        if stays_family(self.instance):
            hidden |= {"kind", "organisation"}
        for name in hidden:
            del self.fields[name]

    @property
    def asks(self):
        """Is there anything to fill in for this visitor?"""
        return bool(VALUES & set(self.fields))

    def clean_born(self):
        born = self.cleaned_data["born"]
        if born and not EARLIEST <= born <= localdate():
            raise forms.ValidationError(_("Kies een dag tussen 1900 en vandaag."))
        if not self.is_new and decides_otherwise(self.instance, born, self.visit.person):
            raise forms.ValidationError(DECIDES)
        return born

    def values(self):
        """The card's own values, ready for `people.add` and `people.change`."""
        return {key: one for key, one in self.cleaned_data.items() if key not in ("id", "version")}

    def _get_validation_exclusions(self):
        # Cards are saved by the action; the house's own columns are not this form's.
        return super()._get_validation_exclusions() | {"id", "version", "organisation"}


class GroundForm(forms.ModelForm):
    """On what ground a guest works for this family, in words the family understands."""

    class Meta:
        model = Person
        fields = ("ground", "ground_words")
        widgets = {"ground": forms.RadioSelect, "ground_words": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "ground_words": _(
                "Eén of twee zinnen die het gezin begrijpt. Bijvoorbeeld: de gemeente vroeg mij om "
                "jullie een jaar te helpen. Schrijf hier niets over het gezin zelf."
            )
        }
        error_messages = {
            "ground": {"required": _("Kies waarom je hier werkt.")},
            "ground_words": {"required": _("Schrijf het ook op in je eigen woorden.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = Person.Ground.choices
        for field in self.fields.values():
            field.required = True


class ContactForm(ItemForm):
    """A way to reach somebody. Whoever writes it down decides who sees it, and starts alone; of
    who has an account nobody else lets it go further than the family."""

    class Meta:
        model = ContactDetail
        fields = ("kind", "value")
        widgets = {"kind": forms.RadioSelect}

    field_order = ("kind", "value", "audience", "readers")

    def __init__(self, visit, *args, **kwargs):
        kwargs.setdefault("instance", None)
        kwargs["instance"] = kwargs["instance"] or ContactDetail(audience=Audience.TELLER)
        super().__init__(visit, *args, **kwargs)
        self.fields["kind"].choices = ContactDetail.Kind.choices
        self.fields.pop("told_by", None)
        del self.fields["about"]
        self.fields["audience"].label = _("Wie mag dit zien?")
        self.fields["audience"].help_text = _(
            "Dit begint bij “alleen ik”. Een adres in verkeerde handen kan gevaarlijk zijn. "
            "Daarom ziet ook je gezin het pas als jij dat kiest."
        )
        another = reaches_another(self.instance, visit.person, visit.knows_account)
        offered = INSIDE if another else OWN_AUDIENCES
        self.fields["audience"].choices = [(one.value, one.label) for one in offered]
        if another:
            self.fields["audience"].help_text = format_lazy(
                "{} {}", self.fields["audience"].help_text, ONLY_THEIRS
            )
            del self.fields["readers"]
        if not self.is_new:
            self.fields["audience"].initial = self.instance.audience
        if not self.is_new and "readers" in self.fields:
            self.fields["readers"].initial = list(
                self.instance.readers.values_list("pk", flat=True)
            )

    def clean(self):
        data = super().clean()
        kind, value = data.get("kind"), data.get("value", "")
        if kind == ContactDetail.Kind.PHONE and len(re.findall(r"\d", value)) < 3:
            self.add_error("value", _("Dit lijkt geen telefoonnummer. Schrijf de cijfers op."))
        if kind == ContactDetail.Kind.EMAIL:
            self._must_be_an_address(value)
        return data

    def _must_be_an_address(self, value):
        try:
            validate_email(value)
        except forms.ValidationError:
            self.add_error(
                "value", _("Dit lijkt geen e-mailadres. Het ziet eruit als naam@voorbeeld.nl.")
            )


class AuthorityForm(forms.Form):
    """Who decides by law over this child, or represents this adult, since when and until when. `by`
    fills it in: nobody writes themselves down as somebody's representative."""

    holder = PersonField(
        label=_("Wie heeft gezag?"), queryset=Person.objects.none(), empty_label=_("Kies iemand")
    )
    kind = forms.ChoiceField(
        label=_("Hoe?"), choices=Authority.Kind.choices, widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("Sinds wanneer?"), required=False, **A_DAY)
    until = forms.DateField(
        label=_("Tot en met wanneer?"),
        help_text=_("Laat leeg als er geen einde bekend is."),
        required=False,
        **A_DAY,
    )

    def __init__(self, child, by, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today, for_adults = localdate(), Authority.Kind.REPRESENTATIVE
        grown = child.is_adult(today)
        self.fields["kind"].choices = [
            one for one in Authority.Kind.choices if (one[0] == for_adults) == grown
        ]
        if grown:
            self.fields["kind"].initial = for_adults
            self.fields["holder"].label = _("Wie is de wettelijk vertegenwoordiger?")
        not_them = [child.pk, by.pk] if grown else [child.pk]
        people = Person.objects.filter(plan=child.plan_id, emptied=None).exclude(pk__in=not_them)
        young = [one.pk for one in people if not one.is_adult(today)]
        self.fields["holder"].queryset = people.exclude(pk__in=young).order_by("created")

    def clean(self):
        data = super().clean()
        _must_be_a_period(self, data.get("since"), data.get("until"))
        return data


class EndAuthorityForm(forms.Form):
    """The last day of somebody's authority."""

    until = forms.DateField(label=_("Wat is de laatste dag?"), initial=localdate, **A_DAY)

    def __init__(self, authority, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.authority = authority

    def clean(self):
        data = super().clean()
        _must_be_a_period(self, self.authority.since, data.get("until"))
        return data


def _must_be_a_period(form, since, until):
    if since and until and until < since:
        form.add_error("until", _("Dit is eerder dan het begin. Kies een latere dag."))
