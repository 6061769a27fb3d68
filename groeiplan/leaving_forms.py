"""What is asked of who goes out of a plan, and of who takes own rows along."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from groeiplan.plan_forms import StartForm

NEEDED = ("teller", "family_name", "name")  # for a new plan
AS_A_GUEST = _(
    "Bij wat jij vertelde staat dan “oud-deelnemer”. Wat alleen jij kon lezen, wordt gewist. Bij "
    "“Wie heeft gekeken?” blijft wel staan wie je was: je naam, je rol en je organisatie, bij wat "
    "je als gast las en schreef. Dit kan niet terug."
)


class TakeAlongForm(StartForm):
    """A new plan of one's own: the same three questions as for a first one."""

    def __init__(self, visit, data=None):
        super().__init__(data, initial={"teller": visit.person.name})


class LeaveForm(forms.Form):
    """How somebody goes. A guest is only asked about their card; the last of the family also
    whether the plan is to be erased. `stays_named`: the log keeps their name (`journal`). `sure`:
    nothing is asked any more, all stands in hidden fields beside "ja"."""

    plan_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    take = forms.BooleanField(label=_("Neem mijn stukken mee naar een nieuw plan"), required=False)
    teller = forms.CharField(label=_("Hoe heet jij daar?"), max_length=80, required=False)
    family_name = forms.CharField(
        label=_("Hoe noemen we jouw gezin daar?"), max_length=80, required=False
    )
    name = forms.CharField(
        label=_("Hoe heet het nieuwe plan?"), initial=_("Mijn plan"), max_length=80, required=False
    )
    after = forms.ChoiceField(
        label=_("Wat gebeurt er met dit plan?"),
        choices=[
            ("stays", _("Laat het staan. Niemand kan er dan nog bij, ook jij niet.")),
            ("erased", _("Wis dit plan, met alles wat erin staat. Dit kan niet terug.")),
        ],
        widget=forms.RadioSelect,
    )
    mine = forms.ChoiceField(
        label=_("En wat jij hier vertelde?"),
        choices=[
            ("stays", _("Het blijft staan, voor wie het nu leest.")),
            ("alone", _("Niemand leest het meer.")),
        ],
        widget=forms.RadioSelect,
        initial="stays",
    )
    empty = forms.BooleanField(
        label=_("Maak mijn kaart leeg"),
        help_text=_(
            "Je naam gaat weg, ook bij “Wie heeft gekeken?”. Bij wat jij vertelde staat dan "
            "“oud-deelnemer”. Wat alleen jij kon lezen, wordt gewist. Dit kan niet terug."
        ),
        required=False,
    )

    def __init__(self, visit, data=None, *, is_last, stays_named, sure=False):
        super().__init__(data, initial={"teller": visit.person.name})
        if stays_named:
            self.fields["empty"].help_text = AS_A_GUEST
        gone = set()
        if not visit.is_family:
            gone = {"plan_id", "take", *NEEDED, "mine"}
        if not is_last:
            gone.add("after")
        for name in gone:
            del self.fields[name]
        if sure:
            for field in self.fields.values():
                field.widget = forms.HiddenInput()

    def clean(self):
        data = super().clean()
        if data.get("take"):
            for name in NEEDED:
                if not data.get(name, "").strip():
                    self.add_error(name, _("Vul dit in, of neem niets mee."))
        return data

    @property
    def erases(self):
        """Is the whole plan to be erased?"""
        return self.cleaned_data.get("after") == "erased"

    def new_plan(self):
        """What is needed for a new plan; None when nothing is taken along."""
        data = self.cleaned_data
        if not data.get("take"):
            return None
        return {name: data[name] for name in ("plan_id", *NEEDED)}

    def how(self):
        """Ready for `leaving.leave(person, **form.how())`."""
        data = self.cleaned_data
        return {"alone": data.get("mine") == "alone", "empty": data["empty"]}
