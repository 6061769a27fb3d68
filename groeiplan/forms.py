"""What all forms share: how they are drawn, fields for what people type, and the questions that
belong to every row: who tells it, about whom, who may read it."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.renderers import TemplatesSetting
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groeiplan import dates
from groeiplan.access import CHANGE
from groeiplan.known_people import births, people_of
from groeiplan.models import Person
from groeiplan.models.items import Audience
from groeiplan.own import is_young

SENT_BEFORE = "sent_before"
A_YEAR = timedelta(days=366)
TOO_FAR = _(
    "Dat is nog meer dan een jaar weg. Kijk of het jaar klopt. Is dit wat jullie later willen? Zet "
    "het dan bij de doelen."
)

STARTS_ALONE = _("Dit begint bij “alleen ik”. Jij kiest of iemand meeleest, nu of later.")


class Renderer(TemplatesSetting):
    """Draws every form and field with our own two templates."""

    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"


class ToldDateInput(forms.TextInput):
    """One line to type a date in, and below it what was understood. `said_back(text)` gives those
    words; `address` answers with them while somebody types, "" where there is no such page."""

    template_name = "_components/told_date.html"
    address = ""

    def said_back(self, text):
        """Nothing, until a field says otherwise."""
        return ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        answer = f"{context['widget']['attrs'].get('id', name)}_said_back"
        if self.address:
            context["widget"]["attrs"] |= self._asks(name, answer)
        return context | {"answer": answer, "said_back": self.said_back(value)}

    def _asks(self, name, answer):
        """Ask while somebody types, with this field's latest words only, and show nothing but an
        answer."""
        return {
            "hx-post": self.address,
            "hx-params": name,
            "hx-trigger": "input changed delay:400ms",
            "hx-sync": "this:replace",
            "hx-target": f"#{answer}",
            "hx-select": "[data-said-back]",
        }


class ToldDateField(forms.CharField):
    """A date as people say it ("zomer 2015", "ongeveer maart 2012"); cleans to `dates.Kept`: EDTF
    text. Shows what was typed again on errors and the Dutch words for a stored date, and says back
    what it understands. `happens`: it tells of what was or soon will be, so nothing in it begins
    more than a year from now. `comes`: it asks for a day still to come, so "14 december" is the
    next one; of what has passed it says so, and takes it. `visit`: for whom it understands "toen
    Noor 6 was"; in an `ItemForm` that is its own visit."""

    widget = ToldDateInput

    def __init__(self, *, visit=None, happens=False, comes=False, **kwargs):
        kwargs.setdefault("max_length", dates.LONGEST)
        super().__init__(**kwargs)
        self.happens, self.comes = happens, comes
        self.births = {}
        self.plan = None
        if visit:
            self.is_for(visit)

    def is_for(self, visit, people=None):
        """Understand what this visitor may know of; `people` as in `births`."""
        self.births = births(visit, people)
        self.plan = visit.plan

    def get_bound_field(self, form, field_name):
        if self.plan:
            words = {"veld": field_name} | ({"gebeurt": "1"} if self.happens else {})
            words |= {"komt": "1"} if self.comes else {}
            page = reverse("date_said_back", args=[self.plan.pk])
            self.widget.address = f"{page}?{urlencode(words)}"
        self.widget.said_back = self.said_back
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value):
        try:
            follows = getattr(value, "follows", "")
            return self._names(follows) or dates.say(value) if value else value
        except ValueError:
            return value

    def clean(self, value):
        text = super().clean(value)
        if not text or dates.says_unknown(text):
            return ""
        told = self._told(text)
        return dates.Kept(told.edtf, told.follows)

    def said_back(self, text):
        """What is read in these words: "Ik lees: zomer 2015 (juni tot en met augustus)". Of what
        cannot be read "" here: its error says so."""
        if not text:
            return ""
        if dates.says_unknown(text):
            return _("Weet je het niet? Dat mag. Het blijft dan leeg.")
        try:
            told = self._told(text)
        except forms.ValidationError:
            return ""
        words = {"when": self._names(told.follows) or dates.say(told), "more": dates.explain(told)}
        said = _("Ik lees: %(when)s (%(more)s).") if words["more"] else _("Ik lees: %(when)s.")
        passed = self.comes and dates.has_passed(told, timezone.localdate())
        return f"{said % words} {_('Dat is al geweest.')}" if passed else said % words

    def asked_back(self, text):
        """What to ask about a day that was to come and has passed: "Dat is al geweest. Bedoel je 14
        december 2026?" Of any other, and of what cannot be read, ""."""
        today = timezone.localdate()
        try:
            told = self._told(text)
        except forms.ValidationError:
            return ""
        if not dates.has_passed(told, today):
            return ""
        if instead := dates.meant_instead(text, told, today):
            return _("Dat is al geweest. Bedoel je %(when)s?") % {"when": dates.say(instead)}
        return _("Dat is al geweest. Bedoel je een dag die nog komt?")

    def _told(self, text):
        today = timezone.localdate()
        understand = dates.understand_coming if self.comes else dates.understand
        try:
            told = understand(text, today, self.births)
        except dates.Unreadable as error:
            raise forms.ValidationError(str(error), code=type(error).__name__) from error
        if self.happens and _begins_after(told, today + A_YEAR):
            raise forms.ValidationError(TOO_FAR)
        return told

    def _names(self, follows):
        """ "toen Noor 6 was", for who may know when Noor was born; else ""."""
        names = {one.who: name for name, one in self.births.items()}
        return dates.say_follows(follows, names) if follows else ""


class DayInput(forms.DateInput):
    """The device's own date picker."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class PeopleField(forms.ModelMultipleChoiceField):
    """Some people of this plan, as rows to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person):
        return person.shown_name


class PersonField(forms.ModelChoiceField):
    """One person of this plan, chosen from a list."""

    def label_from_instance(self, person):
        return f"{person.shown_name} ({person.role})" if person.role else person.shown_name


class ItemForm(forms.ModelForm):
    """A `ChapterItem`'s own fields and the questions each row asks. A subclass names its model
    and own fields in Meta; `ITEM_FIELDS` come after them.

    `visit` decides what may be chosen: a guest tells only its own words, cannot keep them from
    the family, and chooses among people only where it knows them already. A new row's form
    carries the id it will get, an existing one its version.
    """

    ITEM_FIELDS = ("told_by", "about", "audience", "readers")
    was_sent_before = False  # with this id but other words; known once it was checked
    made = None  # the row that was made then, where it still stands for this visitor to read

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    told_by = PersonField(
        label=_("Wie vertelt dit?"), queryset=Person.objects.none(), empty_label=None
    )
    about = PeopleField(
        label=_("Over wie gaat het?"),
        help_text=_("Kies je niemand? Dan gaat het over jullie allemaal."),
        queryset=Person.objects.none(),
        required=False,
    )
    audience = forms.ChoiceField(
        label=_("Wie mag dit lezen?"), widget=forms.RadioSelect, choices=Audience.choices
    )
    readers = PeopleField(
        label=_("Welke mensen?"),
        help_text=_("Alleen als je “deze mensen” koos."),
        queryset=Person.objects.none(),
        required=False,
    )

    def __init__(self, visit, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.is_new = self.instance._state.adding
        people = people_of(visit)
        self._offer(people)
        for field in self.fields.values():
            if isinstance(field, ToldDateField):
                field.is_for(visit, people)
        del self.fields["version" if self.is_new else "id"]
        if self.is_new:
            self.fields["id"].initial = uuid4
            self.fields["audience"].initial = self.instance.audience
            self._start_alone(kwargs.get("initial") or {})
        else:
            self.fields["version"].initial = self.instance.version
            self.fields.pop("told_by", None)

    def _start_alone(self, given):
        """What a young person tells is theirs alone until they release it (DOMAIN §6)."""
        alone = Audience.TELLER in self._meta.model.audiences
        young = self.visit.is_family and is_young(self.visit.person, self.visit.now)
        if alone and young and "audience" not in given:
            self.initial["audience"] = Audience.TELLER
            self.fields["audience"].help_text = STARTS_ALONE

    def _offer(self, people):
        """Fill the questions about people from one query; leave out what a guest may not choose."""
        plan_people = Person.objects.filter(plan=self.visit.plan, emptied=None)
        for name in ("told_by", "readers"):
            self.fields[name].queryset = plan_people
        self._offer_about(plan_people, people)
        if self.visit.is_family:
            me = self.visit.person
            _choices(
                self.fields["told_by"],
                [
                    me,
                    *(one for one in people if one != me and not self.visit.knows_account(one)),
                ],
            )
            self.fields["told_by"].initial = me.pk
            _choices(self.fields["readers"], [one for one in people if one != me])
        else:
            del self.fields["told_by"], self.fields["readers"]
            shown = (Audience.KEYHOLDERS, Audience.FAMILY)
            self.fields["audience"].choices = [(one.value, one.label) for one in shown]

    def _offer_about(self, plan_people, people):
        """Whom it may be about: the family. A guest chooses only among those it knows, from the
        list of people or by name from its own keys, and only where its keys let it write;
        whoever a row is about already stays offered."""
        offered = [one for one in people if one.kind == Person.Kind.FAMILY]
        if not self.visit.is_family:
            offered = self._offered_to_a_guest(offered)
        about = self.fields["about"]
        about.queryset = plan_people.filter(pk__in=[one.pk for one in offered])
        _choices(about, offered)
        if not offered:
            about.widget = forms.MultipleHiddenInput()

    def _offered_to_a_guest(self, people):
        known = {one.pk for one in people} | {key.about_id for key in self.visit.keys}
        lets_write = self._let_in_for()
        if None not in lets_write:
            known &= lets_write
        if not self.is_new:
            known |= {one.pk for one in self.instance.about.all()}
        named = self.visit.plan.people.filter(pk__in=known - {None}, emptied=None)
        return list(named.order_by("created"))

    def clean_told_by(self):
        """Nobody speaks for somebody who can speak here: who has an account tells it themselves.
        Who skips the question tells it."""
        teller = self.cleaned_data["told_by"] or self.visit.person
        if teller != self.visit.person and self.visit.knows_account(teller):
            raise forms.ValidationError(_("%s kan dit zelf vertellen.") % teller.shown_name)
        return teller

    def clean(self):
        data = super().clean()
        if data.get("audience") == Audience.READERS and not data.get("readers"):
            self.add_error("readers", _("Kies wie dit mag lezen, of kies hierboven iets anders."))
        if "about" in data and not self.visit.is_family:
            data["about"] = self._about_of_a_guest(data["about"])
        return data

    def _post_clean(self):
        super()._post_clean()
        if self.is_new and not self.errors:  # only now every form has said what it means
            self._look_whether_it_was_sent_before(self.cleaned_data)

    def part(self):
        """The part of the tool in which this row will stand."""
        return self.instance.part

    def _about_of_a_guest(self, people):
        """Without a key for the whole family, a guest tells about those it was let in for, in the
        part where its row will stand; else it could not read its own words back."""
        about = self._let_in_for(self.part())
        if None in about or not about:
            return people
        let_in_for = list(self.visit.plan.people.filter(pk__in=about))
        kept = [] if self.is_new else list(self.instance.about.all())
        if any(one not in [*let_in_for, *kept] for one in people):
            names = ", ".join(one.shown_name for one in let_in_for)
            self.add_error("about", _("Hier kun je alleen vertellen over: %s.") % names)
        return people or let_in_for

    def _let_in_for(self, part=None):
        """Whom this visitor may write about in this tool, or in this part of it: ids, with None
        for the whole family."""
        open_to_write = self.visit.chapters(self._meta.model._meta.app_label, part or None, CHANGE)
        return {
            key.about_id
            for key in self.visit.keys
            if key.right == CHANGE and key.content_object_id in open_to_write
        }

    def differing(self, made):
        """In which of its answers that row, made from an earlier sending of this form, says
        something else than what was filled in now."""
        data = self.cleaned_data
        links = {"about": made.about, "readers": made.readers}
        own = {field.name for field in made._meta.fields} - {"id"}
        if data.get("audience") != Audience.READERS:
            del links["readers"]
        found = {name for name in own & set(data) if getattr(made, name) != data[name]}
        asked = links.keys() & set(data)
        return found | {name for name in asked if set(links[name].all()) != set(data[name])}

    @property
    def change_form(self):
        """The form with which such a row is changed later."""
        return type(self)

    def standing(self, made):
        """What that row says in each field of this form, ready to be its `initial`."""
        own = {field.name for field in made._meta.fields} & set(self.fields) - {"id"}
        values = {name: getattr(made, name) for name in own}
        links = {"about", "readers"} & set(self.fields)
        return {
            **{name: getattr(value, "pk", value) for name, value in values.items()},
            **{name: list(getattr(made, name).all()) for name in links},
        }

    def _look_whether_it_was_sent_before(self, data):
        """Sent twice, it is one row. Sent again with other words, or after that row was taken
        away, it is asked once more, with an id of its own: no words are lost in silence."""
        mine = self._meta.model.objects.filter(pk=data["id"], written_by=self.visit.person)
        made = mine.first()
        if made is None or (made.removed is None and not self.differing(made)):
            return
        self.was_sent_before = True
        self.made = self.visit.rows(self._meta.model).filter(pk=made.pk).first()
        self.data = self.data.copy()
        self.data[self.add_prefix("id")] = str(uuid4())
        gone, there = (
            _("Dit formulier was al opgeslagen, en dat is daarna weggehaald."),
            _("Dit formulier was al opgeslagen, met andere woorden. Die staan er nog."),
        )
        again = _("Wat je nu typte, staat hieronder. Sla het nog een keer op als het erbij mag.")
        words = f"{gone if made.removed else there} {again}"
        self.add_error(None, forms.ValidationError(words, code=SENT_BEFORE))

    def without_word_of_it(self):
        """Leave that message out, where a whole page says it better."""
        left = [one for one in self.non_field_errors().data if one.code != SENT_BEFORE]
        del self.errors[NON_FIELD_ERRORS]
        if left:
            self.add_error(None, left)

    def _get_validation_exclusions(self):
        # The house's own columns are filled by the action, not by this form.
        return super()._get_validation_exclusions() | {
            "id",
            "version",
            "told_by",
            "about",
            "readers",
        }

    def values(self):
        """What was filled in, ready for `items.change(row, by=…, **form.values())`: the row's own
        fields, `about`, `readers` and, for an existing row, `version`."""
        left_out = {"id", "told_by"}
        values = {name: one for name, one in self.cleaned_data.items() if name not in left_out}
        values.setdefault("readers", ())
        return values

    def row(self):
        """The new row with its fields set, ready for `items.write(row, by=…, about=…, …)`."""
        own = {field.name for field in self._meta.model._meta.fields} - {"version"}
        values = {name: one for name, one in self.cleaned_data.items() if name in own}
        return self._meta.model(**values)


def _begins_after(told, day):
    """Does any part of this date, its end too if it has one, begin after that day?"""
    return any(dates.read(side).first > day for side in dates.sides(told.edtf))


def _choices(field, people):
    """Offer these people without asking the database again; the queryset checks the answer."""
    field.choices = [(person.pk, field.label_from_instance(person)) for person in people]
