"""What is asked about an own row: who may read it now."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groeiplan.forms import PeopleField
from groeiplan.known_people import people_of
from groeiplan.models import Person
from groeiplan.models.items import Audience
from groeiplan.own import audiences

HINTS = {
    Audience.TELLER: _("alleen ik"),
    Audience.READERS: _("deze mensen"),
    Audience.FAMILY: _("ons gezin"),
    Audience.KEYHOLDERS: _("iedereen met wie jullie dit stuk delen"),
}
AS_A_GUEST = {
    Audience.FAMILY: _("het gezin"),
    Audience.KEYHOLDERS: _("iedereen met wie het gezin dit stuk deelt"),
}


class AudienceForm(forms.Form):
    """Who may read this row; only what this visitor may choose for it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    audience = forms.ChoiceField(label=_("Wie mag dit lezen?"), widget=forms.RadioSelect)
    readers = PeopleField(
        label=_("Welke mensen?"),
        help_text=_("Alleen als je “deze mensen” koos. Wie hier geen sleutel heeft, leest niets."),
        queryset=Person.objects.none(),
        required=False,
    )

    def __init__(self, visit, data=None, *, instance):
        readers = list(instance.readers.all())
        initial = {
            "version": instance.version,
            "audience": instance.audience,
            "readers": [one.pk for one in readers],
        }
        super().__init__(data, initial=initial)
        self.visit, self.instance = visit, instance
        words = HINTS if visit.is_family else AS_A_GUEST
        offered = audiences(visit, instance)[::-1]  # from many to few, as where a row is written
        self.fields["audience"].choices = [(one.value, words[one]) for one in offered]
        if Audience.READERS in offered:
            self._offer(readers)
        else:
            del self.fields["readers"]

    def _offer(self, readers):
        people = [one for one in people_of(self.visit) if one.pk != self.visit.person.pk]
        people += [one for one in readers if one not in people and not one.emptied]
        field = self.fields["readers"]
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in people])
        field.choices = [(one.pk, field.label_from_instance(one)) for one in people]

    def clean(self):
        data = super().clean()
        if data.get("audience") == Audience.READERS and not data.get("readers"):
            self.add_error("readers", _("Kies wie dit mag lezen, of kies hierboven iets anders."))
        return data

    def values(self):
        """Ready for `audience.set_audience(row, by=…, **form.values())`."""
        data = self.cleaned_data
        return {
            "audience": data["audience"],
            "readers": list(data.get("readers", ())),
            "version": data["version"],
        }
