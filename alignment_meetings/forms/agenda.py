"""One item of the agenda."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alignment_meetings.models import AgendaItem
from groeiplan.forms import ItemForm


class AgendaItemForm(ItemForm):
    """An item's minutes and notes; an own item's title too."""

    class Meta:
        model = AgendaItem
        fields = ("title", "minutes", "notes")
        widgets = {"notes": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        for name in ("told_by", "about", "audience", "readers"):
            self.fields.pop(name, None)
        self.fields["title"].required = True
        self.fields["minutes"].max_value = 240
        if self.instance.key:
            del self.fields["title"]
        if self.is_new:
            del self.fields["notes"]

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if minutes > 240:
            raise forms.ValidationError(_("Kies 240 minuten of minder."))
        return minutes
