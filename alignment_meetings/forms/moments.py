"""A day and a time, as one moment."""

from datetime import datetime, timedelta

from django import forms
from django.forms.utils import from_current_timezone
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from groeiplan.forms import DayInput

FARTHEST_BACK = timedelta(days=365 * 20)
FARTHEST_ON = timedelta(days=365 * 5)


class TimeInput(forms.TimeInput):
    """The device's own clock."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%H:%M")


class MomentForm(forms.Form):
    """A day and a time in Amsterdam, as one aware moment: `cleaned_data["on"]`, None if empty."""

    day = forms.DateField(label=_("Op welke dag?"), widget=DayInput)
    time = forms.TimeField(label=_("Hoe laat?"), widget=TimeInput)

    def clean(self):
        data = super().clean() or self.cleaned_data
        data["on"] = self._moment(data.get("day"), data.get("time"))
        return data

    def _moment(self, day, time):
        if not day or not time:
            return None
        try:
            moment = from_current_timezone(datetime.combine(day, time))
        except (forms.ValidationError, OverflowError, ValueError):
            words = _("Dan gaat de klok een uur voor- of achteruit. Kies een andere tijd.")
            self.add_error("time", words)
            return None
        if not now() - FARTHEST_BACK <= moment <= now() + FARTHEST_ON:
            words = _("Kies een dag in de komende vijf jaar. Kijk het jaar nog eens na.")
            self.add_error("day", words)
            return None
        return moment
