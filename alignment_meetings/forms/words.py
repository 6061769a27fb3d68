"""What one person says: an own point, and whether the notes fit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment_meetings.models import Answer, OwnPoint
from groeiplan.forms import ItemForm
from groeiplan.models import Person
from groeiplan.models.items import Audience

READERS = {
    Audience.TELLER: _("alleen ik, ik houd het nog even voor mezelf"),
    Audience.FAMILY: _("alleen het gezin"),
    Audience.KEYHOLDERS: _("iedereen die bij de gesprekken mag"),
}


class OwnPointForm(ItemForm):
    """Something somebody wants to bring up. Family may keep it for itself until it releases it."""

    class Meta:
        model = OwnPoint
        fields = ("text", "audience")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        for name in ("about", "readers"):
            self.fields.pop(name, None)
        if visit.is_family:
            offered = (Audience.TELLER, Audience.FAMILY, Audience.KEYHOLDERS)
            start, later = Audience.TELLER, _("Je kunt het later alsnog delen.")
        else:
            offered = (Audience.FAMILY, Audience.KEYHOLDERS)
            start, later = Audience.KEYHOLDERS, _("Het gezin leest altijd wat jij opschrijft.")
            if visit.person.kind == Person.Kind.NETWORK:
                start = Audience.FAMILY
        audience = self.fields["audience"]
        audience.choices = [(one.value, READERS[one]) for one in offered]
        audience.help_text = later
        if self.is_new:
            audience.initial = start


class AnswerForm(ItemForm):
    """ "Klopt" or "klopt niet, want …" of one person who was there."""

    class Meta:
        model = Answer
        fields = ("says", "because")
        widgets = {"says": forms.RadioSelect, "because": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        for name in ("told_by", "about", "audience", "readers"):
            self.fields.pop(name, None)
        self.fields["says"].choices = Answer.Says.choices
        self.fields["because"].help_text = _(
            "Dit komt naast het verslag te staan. Het verslag blijft zoals het is."
        )

    def clean(self):
        data = super().clean()
        if data.get("says") == Answer.Says.DIFFERS and not data.get("because", "").strip():
            words = _("Schrijf op wat er niet klopt. Een paar woorden is genoeg.")
            self.add_error("because", words)
        return data
