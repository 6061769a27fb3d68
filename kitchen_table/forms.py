"""What people fill in at the table: clean values, nothing saved."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groeiplan.forms import DayInput, ItemForm, PersonField, ToldDateField
from groeiplan.models import Person
from groeiplan.models.items import Audience
from kitchen_table import deck
from kitchen_table.models import CardAnswer, CardCheck, CardDecision, RoleCard, Snapshot

FACTS = ("since", "last_contact", "next_visit", "hidden_on_screen")


class CardForm(ItemForm):
    """A card: whose, which role, where it lies, for whom. The words on a card are changed by who
    told them; its facts belong to the whole family, so others are asked for those alone."""

    field_order = (
        "person", "name", "role", "own_role", "kind", "place", "about", "told_by",
        "since", "last_contact", "next_visit", "hidden_on_screen", "audience", "readers",
    )  # fmt: skip

    person = PersonField(
        label=_("Wie is het?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("niemand van de deelnemers"),
    )
    role = forms.ChoiceField(label=_("Welke rol?"), required=False)
    since = ToldDateField(
        label=_("Sinds wanneer?"),
        required=False,
        help_text=_("Zoals je het zegt: maart 2023, zomer 2015, ongeveer 2020."),
    )

    class Meta:
        model = RoleCard
        fields = (
            "person", "name", "role", "own_role", "kind", "place",
            "since", "last_contact", "next_visit", "hidden_on_screen", "audience",
        )  # fmt: skip
        widgets = {
            "next_visit": DayInput,
            "last_contact": DayInput,
            "place": forms.RadioSelect,
        }
        labels = {
            "name": _("Of schrijf een naam"),
            "own_role": _("Hoe noemen jullie het zelf?"),
            "kind": _("Bij wie hoort deze kaart?"),
            "place": _("Waar ligt de kaart?"),
            "last_contact": _("Laatste contact"),
            "next_visit": _("Volgende keer"),
            "hidden_on_screen": _("Laat deze kaart niet op het scherm zien"),
        }
        help_texts = {
            "name": _(
                "Voor wie niet bij Deelnemers staat. Missen jullie iemand? Schrijf dan voor wie."
            ),
            "own_role": _("Nodig als je hierboven geen rol koos. Anders mag het."),
            "kind": _("Alleen nodig bij een lege kaart."),
            "hidden_on_screen": _(
                "Alleen jullie gezin vindt de kaart dan terug, in de lijst. Gasten zien haar niet."
            ),
        }

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields["role"].choices = [
            (deck.BLANK, _("lege kaart: schrijf de rol hieronder")),
            *((group.name, [(r.key, r.name) for r in roles]) for group, roles in deck.by_group()),
        ]
        self.fields["kind"].required = False
        for name in ("role", "own_role"):
            self.fields[name].says_when_needed = True
        self.fields["about"].label = _("Voor wie is deze kaart?")
        self.fields["about"].help_text = _("Kies je niemand? Dan is de kaart voor jullie allemaal.")
        self.fields["place"].choices = RoleCard.Place.choices
        people = Person.objects.filter(plan=visit.plan)
        self.fields["person"].queryset = people.filter(emptied=None) | people.filter(
            pk=self.instance.person_id
        )
        if "told_by" in self.fields:
            self.fields["told_by"].label = _("Wie zegt dit?")
        self._leave_out()

    def _leave_out(self):
        if self.is_new:
            gone = ("hidden_on_screen", "next_visit", "last_contact")
        elif self.visit.may_change(self.instance):
            gone = ("place",)  # moved with the buttons on the card
        else:
            gone = [name for name in self.fields if name not in (*FACTS, "version")]
        for name in gone:
            self.fields.pop(name, None)

    def clean(self):
        values = super().clean()
        if "role" not in self.fields:
            return values
        role, person = values.get("role"), values.get("person")
        if not (role or values.get("own_role")):
            self.add_error(
                "own_role",
                _("Kies hierboven een rol. Past er geen? Schrijf hier hoe jullie het zelf noemen."),
            )
        values["kind"] = deck.kind_of(role, person, values.get("kind") or deck.NETWORK)
        if person and values.get("name"):
            self.add_error("name", _("Kies een deelnemer of schrijf een naam, niet allebei."))
        missed = values.get("place", self.instance.place) == RoleCard.Place.MISSING
        if not (person or values.get("name") or missed):
            self.add_error(
                "name", _("Van wie is deze kaart? Kies een deelnemer of schrijf een naam.")
            )
        return values

    def values(self):
        values = super().values()
        if "audience" not in self.fields:  # only facts were asked: the rest stays as it was
            values.pop("readers")
        return values


class _WithCardForm(ItemForm):
    """What is said with a card concerns whom the card does, so that is not asked again."""

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields.pop("about")

    def values(self):
        values = super().values()
        if "audience" not in self.fields:
            values.pop("readers")
        return values


class AnswerForm(_WithCardForm):
    """An answer to one question of a card. Starts with the card's own audience."""

    class Meta:
        model = CardAnswer
        fields = ("text", "audience")
        labels = {"text": _("In je eigen woorden")}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        if "told_by" in self.fields:
            self.fields["told_by"].label = _("Van wie zijn deze woorden?")


class CheckForm(_WithCardForm):
    """Whether what a card says is right for somebody; a no may say why, and need not."""

    class Meta:
        model = CardCheck
        fields = ("says", "because")
        labels = {"says": _("Klopt dat voor jou?"), "because": _("Want …")}
        widgets = {"says": forms.RadioSelect, "because": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields["says"].choices = CardCheck.Says.choices
        if "told_by" in self.fields:
            self.fields["told_by"].label = _("Wie zegt dit?")
        self.fields.pop("audience")
        self.fields.pop("readers", None)


class DecisionForm(_WithCardForm):
    """What the family decides about a card, why, and who tells it when."""

    tells = PersonField(
        label=_("Wie vertelt het?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("nog niet afgesproken"),
    )

    class Meta:
        model = CardDecision
        fields = ("outcome", "reason", "tells", "tells_on")
        labels = {
            "outcome": _("Wat besluiten jullie?"),
            "reason": _("Waarom?"),
            "tells_on": _("Wanneer?"),
        }
        widgets = {
            "outcome": forms.RadioSelect,
            "tells_on": DayInput,
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields["outcome"].choices = CardDecision.Outcome.choices
        self.fields["tells"].queryset = Person.objects.filter(plan=visit.plan, emptied=None)
        if "told_by" in self.fields:
            self.fields["told_by"].label = _("Wie schrijft dit op?")
        self.fields.pop("audience")
        self.fields.pop("readers", None)


class KeepForm(ItemForm):
    """A word with the table as it is today."""

    class Meta:
        model = Snapshot
        fields = ("note",)
        labels = {"note": _("Wil je er iets bij schrijven?")}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        for name in self.ITEM_FIELDS:
            self.fields.pop(name, None)


def audience_of(card):
    """Where the audience of an answer starts: no wider than its card's; a guest's card for named
    people becomes the family's, whom a guest cannot leave out."""
    return (
        card.audience
        if card.audience in (Audience.KEYHOLDERS, Audience.FAMILY)
        else Audience.FAMILY
    )
