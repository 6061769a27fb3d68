"""Planning a meeting, and what is asked when it is over."""

from uuid import uuid4

from django import forms
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from alignment_meetings.forms.moments import MomentForm
from alignment_meetings.models import Meeting, Presence
from groeiplan.dates import age_on
from groeiplan.forms import ItemForm, PeopleField, PersonField
from groeiplan.keys import TURNING_AGES
from groeiplan.models import Person
from groeiplan.models.items import Audience

NOBODY_OF_THE_FAMILY = _(
    "Er is nog niemand van het gezin bij. Er is geen gesprek over jullie zonder jullie: "
    "kies minstens één van jullie."
)


IS_OVER = _(
    "Deze dag is al voorbij. Klopt dat? Sla dan nog een keer op. Klopt het niet? Kies een andere "
    "dag."
)
NOBODY_WAS_THERE = _("Er was niemand van het gezin bij. Kies wie van jullie er waren.")


class MeetingForm(MomentForm, ItemForm):
    """Plan a meeting or change it. `people`: who comes, somebody of the family among them. A day
    that is over is asked back once; `past_day` is that day, to be sent along the second time."""

    past_day = ""

    people = PeopleField(
        label=_("Wie vragen jullie erbij?"),
        help_text=_(
            "Jullie staan er al bij, vanaf twaalf jaar. Jongere kinderen kies je erbij als ze "
            "meedoen. Kies alleen wie echt komt."
        ),
        queryset=Person.objects.none(),
        error_messages={"required": NOBODY_OF_THE_FAMILY},
    )
    field_order = (
        "day",
        "time",
        "place",
        "question",
        "reason",
        "people",
        "chair",
        "minutes",
        "audience",
    )

    class Meta:
        model = Meeting
        fields = ("place", "question", "reason", "chair", "minutes", "audience")
        field_classes = {"chair": PersonField}
        help_texts = {
            "place": _("Bijvoorbeeld: bij ons aan tafel."),
            "question": _("Eén vraag is genoeg. Begin met hoe, wat of wie."),
            "chair": _("Jullie kiezen. Dat kan iemand van jullie zelf zijn."),
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        for name in ("told_by", "about", "readers"):
            self.fields.pop(name, None)
        self.fields["question"].required = True
        self.fields["minutes"].min_value = 5
        self.fields["audience"].choices = [
            (Audience.KEYHOLDERS.value, _("iedereen die jullie bij de gesprekken lieten")),
            (Audience.FAMILY.value, Audience.FAMILY.label),
        ]
        self._fill()

    def _fill(self):
        if not self.is_new:
            moment = localtime(self.instance.on)
            self.fields["day"].initial, self.fields["time"].initial = moment.date(), moment.time()
            self.fields["people"].initial = [one.person_id for one in self.instance.presences.all()]
        if self.instance.status == Meeting.Status.HELD:
            del self.fields["people"]  # who was there is said when the meeting is closed

    def _offer(self, people):
        super()._offer(people)
        offered = Person.objects.filter(pk__in=[one.pk for one in people])
        for name in ("people", "chair"):
            self.fields[name].queryset = offered
        self.fields["people"].choices = [(one.pk, _card(one)) for one in _seated(people)]
        chair = self.fields["chair"]
        chair.choices = [
            ("", _("Nog niet gekozen")),
            *((one.pk, chair.label_from_instance(one)) for one in _seated(people)),
        ]
        self.fields["people"].initial = [one.pk for one in people if self._is_there_anyway(one)]

    def _is_there_anyway(self, person):
        """One of the family's own from twelve up; of the adults those in the circle."""
        today = localtime(self.visit.now).date()
        if person.is_adult(today):
            return person.is_family(self.visit.now)
        old_enough = age_on(person.born, today) >= min(TURNING_AGES)
        return old_enough and person.kind == Person.Kind.FAMILY

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if minutes is not None and not 5 <= minutes <= 480:
            raise forms.ValidationError(_("Kies tussen 5 en 480 minuten."))
        return minutes

    def clean(self):
        data = super().clean()
        self._ask_back(data.get("day"))
        if "people" not in self.fields:
            return data
        people = list(data.get("people", ()))
        if "people" not in self.errors and not any(
            person.is_family(self.visit.now) for person in people
        ):
            self.add_error("people", NOBODY_OF_THE_FAMILY)
        chair = data.get("chair")
        if chair and people and chair not in people:
            words = _("%(name)s zit het gesprek voor, maar staat niet bij wie er komen.")
            self.add_error("chair", words % {"name": chair.shown_name})
        return data

    def _ask_back(self, day):
        if "day" in self.errors or "day" not in self.changed_data or day >= localdate():
            return
        self.past_day = day.isoformat()
        if self.data.get("past_day") != self.past_day:
            self.add_error("day", IS_OVER)

    def differing(self, made):
        """Also in who comes. Its moment was asked as a day and a time."""
        found = super().differing(made)
        come = {one.person for one in made.presences.select_related("person")}
        return (
            (found - {"on"})
            | ({"day", "time"} if "on" in found else set())
            | (set() if come == set(self.cleaned_data["people"]) else {"people"})
        )

    def standing(self, made):
        moment = localtime(made.on)
        come = [one.person_id for one in made.presences.all()]
        there = {"day": moment.date(), "time": moment.time(), "people": come}
        return super().standing(made) | there

    def changes(self):
        """What was changed, ready for `actions.change_meeting`."""
        data = self.cleaned_data
        left_out = ("day", "time")
        values = {name: value for name, value in data.items() if name not in left_out}
        return {"people": None, **values}


class HeldForm(MomentForm):
    """A meeting is over: who was there, and always the question when to meet again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    there = PeopleField(
        label=_("Wie waren er?"),
        queryset=Person.objects.none(),
        error_messages={"required": NOBODY_WAS_THERE},
    )
    no_date = forms.BooleanField(
        label=_("We hebben nog geen nieuwe datum"),
        help_text=_("Dat mag. Het plan blijft jullie vragen wanneer je elkaar weer spreekt."),
        required=False,
    )
    field_order = ("there", "day", "time", "no_date")

    def __init__(self, visit, meeting, presences, *args, ask_date=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit, self.ask_date = visit, ask_date
        there = self.fields["there"]
        there.queryset = visit.plan.people.filter(pk__in=[one.person_id for one in presences])
        there.choices = [(one.person_id, _card(one.person)) for one in presences]
        there.initial = [one.person_id for one in presences if one.state != Presence.State.ABSENT]
        self.fields["version"].initial = meeting.version
        self.fields["day"].label = _("Wanneer spreken jullie elkaar weer?")
        self.fields["day"].required = self.fields["time"].required = False
        if not ask_date:
            for name in ("day", "time", "no_date"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        there = data.get("there", ())
        if there and not any(person.is_family(self.visit.now) for person in there):
            self.add_error("there", NOBODY_WAS_THERE)
        if self.ask_date:
            self._ask(data)
        return data

    def _ask(self, data):
        day, time = data.get("day"), data.get("time")
        if day and not time and "time" not in self.errors:
            self.add_error("time", _("Hoe laat? Kies ook een tijd."))
        elif time and not day and "day" not in self.errors:
            self.add_error("day", _("Op welke dag? Kies ook een dag."))
        elif not day and not data.get("no_date") and not self.errors:
            words = _("Kies een dag, of zeg hieronder dat jullie die nog niet hebben.")
            self.add_error("day", words)


class StatusForm(forms.Form):
    """The version of the meeting that is called off, or takes place after all."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def _seated(people):
    """Family first, then one's own people, then the help; as at the table."""
    return sorted(people, key=lambda one: Person.Kind.values.index(one.kind))


def _card(person):
    return f"{person.shown_name}, {person.role}" if person.role else person.shown_name
