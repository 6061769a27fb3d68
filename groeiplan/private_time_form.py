"""What is asked when a family wants time for itself."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from groeiplan.actions.private_time import LONGEST
from groeiplan.dates import AMSTERDAM, day_of, end_of_day
from groeiplan.forms import DayInput
from groeiplan.models import Plan

HOURS, TODAY, TOMORROW, DAY = "hours", "today", "tomorrow", "day"
USUALLY = timedelta(hours=2)
A_TIME = {"invalid": _("Dit is geen tijd die we kennen. Schrijf hem als 21.30 of 21:30.")}
A_DAY = {"invalid": _("Dit is geen dag die we kennen. Schrijf hem als 31-12-2026.")}


class ClockField(forms.TimeField):
    """A time of the day, as the device's own picker gives it or as people write it."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def to_python(self, value):
        return super().to_python(value.strip().replace(".", ":") if value else value)


class PrivateTimeForm(forms.Form):
    """Who stays outside, and until when. Cleans to `kind` and `until` (exclusive), which
    `private_time.begin` takes."""

    kind = forms.ChoiceField(
        label=_("Met wie willen jullie alleen zijn?"),
        choices=[
            (Plan.Private.WITHOUT_HELP, _("Zonder hulp: jullie gezin en jullie eigen mensen")),
            (Plan.Private.FAMILY_ONLY, _("Alleen jullie gezin")),
        ],
        initial=Plan.Private.FAMILY_ONLY,
        widget=forms.RadioSelect,
    )
    how_long = forms.ChoiceField(
        label=_("Tot wanneer?"),
        help_text=_("Daarna gaat de deur vanzelf weer open. Eerder open mag altijd."),
        choices=[
            (HOURS, _("2 uur lang")),
            (TODAY, _("Vandaag, tot een tijd")),
            (TOMORROW, _("Tot morgen, tot een tijd")),
            (DAY, _("Tot en met een dag")),
        ],
        initial=HOURS,
        widget=forms.RadioSelect,
    )
    time = ClockField(
        label=_("Hoe laat?"),
        help_text=_("Alleen bij vandaag of morgen."),
        required=False,
        error_messages=A_TIME,
    )
    day = forms.DateField(
        label=_("Welke dag?"),
        help_text=_("Alleen als je een dag kiest. Ten hoogste 14 dagen."),
        required=False,
        widget=DayInput,
        error_messages=A_DAY,
    )

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self):
        given = super().clean()
        until = self._until(given)
        if until and until <= self.now:
            self.add_error(self._asked(given), _("Dat is al voorbij. Kies later."))
        elif until and until > self.now + LONGEST:
            self.add_error(
                "day", _("Dat is te lang. Kies een dag binnen 14 dagen. Daarna kan het opnieuw.")
            )
        return {**given, "until": until}

    def _until(self, given):
        how, day = given.get("how_long"), given.get("day")
        if how == HOURS:
            return self.now + USUALLY
        if how == DAY:
            if day is None and "day" not in self.errors:
                self.add_error("day", _("Kies de laatste dag."))
            return end_of_day(day) if day else None
        if how and given.get("time") is None and "time" not in self.errors:
            self.add_error("time", _("Schrijf hoe laat de deur weer open mag."))
        if how is None or given.get("time") is None:
            return None
        days = timedelta(days=1 if how == TOMORROW else 0)
        return on_the_clock(day_of(self.now) + days, given["time"])

    @staticmethod
    def _asked(given):
        return "day" if given.get("how_long") == DAY else "time"


def on_the_clock(day, time):
    """That time on that day in Amsterdam. Where the clock shows it twice, the later one; where it
    skips it, as long after midnight as it says: never earlier than was asked."""
    local = datetime.combine(day, time, tzinfo=AMSTERDAM)
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
