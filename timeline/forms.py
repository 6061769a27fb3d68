"""What people type about a moment. A visit says which lines, persons and audiences there are."""

from uuid import uuid4

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from groeiplan import dates
from groeiplan.access import CHANGE
from groeiplan.dates import age_on
from groeiplan.forms import ItemForm, ToldDateField
from groeiplan.models import Person
from groeiplan.models.items import Audience
from timeline import pictures
from timeline.models import Telling
from timeline.seen import strand_name, strands

WHEN_HINT = _(
    "Zoals je het zelf zegt: 14 maart 2013, zomer 2015, ongeveer 2012, voor 2010, mei 2018 tot"
    " nu%s. Weet je het niet? Laat het dan leeg."
)
WHEN_TOO_LONG = _(
    "Dat is te lang voor een datum. Schrijf alleen wanneer het was, bijvoorbeeld: maart 2013. De"
    " rest kan bij het verhaal."
)
WITHOUT_A_DATE = _(
    "Weet je het niet precies? Schrijf bijvoorbeeld ‘ongeveer 2019’. Of laat dit leeg en zet je"
    " woorden bij het verhaal: een datum kan later nog."
)
SCHOOL_AGE = 6  # in the example of a date that follows an age


CHOOSE_AGAIN = _("Kies de foto opnieuw. Je apparaat onthoudt hem niet.")
TOO_LONG = _("Dit zijn %(show_value)d tekens, en er passen er %(limit_value)d. Maak het korter.")


def let_type_on(form):
    """No browser cuts off in silence what somebody types or pastes: a field takes it all, and the
    page (`telling.js`) and the answer to the form say where it becomes too long."""
    for field in form.fields.values():
        if most := field.widget.attrs.pop("maxlength", None):
            words = _("Dit wordt te lang: er passen %s tekens. Maak het korter.") % most
            field.widget.attrs |= {"data-limit": most, "data-limit-words": words}
            field.error_messages.setdefault("max_length", TOO_LONG)


class FiveWords(forms.RadioSelect):
    """From heavy to light: a row of five words, each with a soft picture."""

    template_name = "timeline/_five_words.html"

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"picture": Telling.WEATHER.get(str(value), "")}


class WhenField(ToldDateField):
    """When a moment was. Its hint has an example with the age of a child of this plan, of whom this
    visitor may know when they were born; without such a child it has none."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Wanneer?"))
        super().__init__(required=False, happens=True, **kwargs)
        self.error_messages["max_length"] = WHEN_TOO_LONG

    def clean(self, value):
        """Words in which no date is read stand there still; the moment can do without a date."""
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            if getattr(error, "code", "") != dates.Unknown.__name__:
                raise
            words = f"{error.message} {WITHOUT_A_DATE}"
            raise forms.ValidationError(words, code=error.code) from error

    def is_for(self, visit, people=None):
        super().is_for(visit, people)
        born = [(one.born, name) for name, one in self.births.items() if name != "ik"]
        old = [name for day, name in sorted(born) if age_on(day, localdate()) >= SCHOOL_AGE]
        words = {"name": old[0], "age": SCHOOL_AGE} if old else {}
        example = _(", of: toen %(name)s %(age)d was") % words if words else ""
        self.help_text = WHEN_HINT % example


class PhotoInput(forms.FileInput):
    """A photo, which `telling.js` makes smaller before it is sent."""

    def __init__(self):
        words = {
            "data-shrink": _("We maken de foto even kleiner. Dan gaat het versturen snel."),
            "data-shrunk": _("De foto is kleiner gemaakt en kan mee."),
        }
        super().__init__(attrs={"accept": "image/jpeg,image/png", **words})


class DrawingField(forms.CharField):
    """A drawing made on the screen: the pad keeps it as text in the form, so that nothing of it is
    lost when something else is wrong. Cleans to a `files.Checked`, or None."""

    def __init__(self, **kwargs):
        pad = forms.HiddenInput(attrs={"data-drawing": ""})
        super().__init__(required=False, widget=pad, label=_("Tekening"), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        return pictures.check_drawing(text) if text else None

    def in_words(self, value):
        """A picture cannot stand in a list of differences."""
        return _("een nieuwe tekening") if value else ""


class TellingForm(ItemForm):
    """One telling of a moment: its words, its pictures, whom it is about, who may read it.
    `instance` always has its moment, but in a `MomentForm`. `cleaned_data["photo_file"]` and
    `["drawn"]` are each a `files.Checked`, or None."""

    more = ItemForm.ITEM_FIELDS  # behind "Meer vertellen"
    looks = ("photo_file", "without_photo", "drawn", "without_drawing", "seen_there")
    feels = ("weight", "helped", "talk")
    NO_COLUMNS = ("photo_file", "without_photo", "drawn", "without_drawing")

    photo_file = forms.FileField(
        label=_("Foto"),
        help_text=_(
            "Een foto (JPEG of PNG) tot 10 MB. Waar en wanneer hij gemaakt is, halen we eraf."
        ),
        required=False,
        widget=PhotoInput,
    )
    without_photo = forms.BooleanField(label=_("Haal de foto weg"), required=False)
    drawn = DrawingField()
    without_drawing = forms.BooleanField(label=_("Haal de tekening weg"), required=False)

    class Meta:
        model = Telling
        fields = ("title", "text", "weight", "helped", "talk", "seen_there", *ItemForm.ITEM_FIELDS)
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "weight": FiveWords,
            "talk": forms.RadioSelect,
        }
        help_texts = {
            "title": _("In een paar woorden."),
            "text": _("Zo lang of zo kort als je wilt."),
            "seen_there": _("Voor wie de foto of de tekening niet kan zien."),
            "weight": _("Voor jou. Een ander kan het anders voelen."),
        }
        error_messages = {
            "title": {
                "required": _("Schrijf in een paar woorden wat er gebeurde."),
                "max_length": _(
                    "Dit zijn %(show_value)d tekens, en er passen er %(limit_value)d. Maak het"
                    " korter, en zet de rest bij “Vertel erover”."
                ),
            },
        }

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        for name, choices in (("weight", Telling.Weight), ("talk", Telling.Talk)):
            self.fields[name].choices = [*choices.choices[1:], choices.choices[0]]
        if not self.instance.photo_id:
            del self.fields["without_photo"]
        if not self.instance.drawing_id:
            del self.fields["without_drawing"]
        if "told_by" in self.fields:
            self.fields["told_by"].required = False
            self.fields["told_by"].help_text = _(
                "Je kunt opschrijven wat iemand zonder account vertelt."
            )
        let_type_on(self)

    def clean_photo_file(self):
        upload = self.cleaned_data["photo_file"]
        return pictures.check(upload) if upload else None

    def clean(self):
        data = super().clean()
        if self.errors and data.get("photo_file"):
            self.add_error("photo_file", CHOOSE_AGAIN)
        return data

    def _post_clean(self):
        super()._post_clean()
        if self.was_sent_before and self.cleaned_data.get("photo_file"):
            self.add_error(None, CHOOSE_AGAIN)

    def part(self):
        """The line of its moment."""
        return self.visit.chapters("timeline")[self.instance.moment.chapter_id].part

    def pictures(self):
        """The new pictures, ready for `actions.add` and `actions.tell`."""
        data = self.cleaned_data
        return {"photo": data.get("photo_file"), "drawing": data.get("drawn")}

    def values(self):
        """Ready for `actions.change`."""
        data = self.cleaned_data
        values = {k: v for k, v in super().values().items() if k not in self.NO_COLUMNS}
        without = [name for name in pictures.NAMES if data.get(f"without_{name}")]
        return values | self.pictures() | {"without": without}

    def differing(self, made):
        """Also in its pictures, where new ones were given."""
        found = super().differing(made)
        there = {"photo_file": made.photo, "drawn": made.drawing}
        for name, file in there.items():
            new = self.cleaned_data.get(name)
            if new and (file is None or file.size != len(new.content)):
                found.add(name)
        return found

    @property
    def has_more_errors(self):
        """Is something wrong behind "Meer vertellen"? Then it must stand open."""
        return any(name in self.errors for name in self.more)

    @property
    def shows_looks(self):
        """Should the photo and the drawing stand open? With an error, or when there is one."""
        has = self.instance.photo_id or self.instance.drawing_id or self["drawn"].value()
        return bool(has) or any(name in self.errors for name in self.looks)

    @property
    def shows_feels(self):
        """The same for how it felt and what helped."""
        filled = any(self[name].value() for name in self.feels)
        return filled or any(name in self.errors for name in self.feels)


class MomentForm(TellingForm):
    """A new moment with its first telling."""

    when = WhenField()

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields["strand"] = _strand_field(visit)
        self.order_fields(("title", "when", "text", "strand", *self.more))

    def part(self):
        """The line that was chosen, "" while none is."""
        return self.cleaned_data.get("strand", "")

    @property
    def change_form(self):
        return TellingForm

    def differing(self, made):
        """Also in the date and the line of its moment."""
        there = {"when": made.moment.when, "strand": made.chapter.part}
        mine = {name for name, value in there.items() if self.cleaned_data[name] != value}
        return super().differing(made) | mine

    def standing(self, made):
        there = {"when": made.moment.kept, "strand": made.chapter.part}
        return super().standing(made) | there


class TogetherForm(MomentForm):
    """What samen-modus asks: when, what, and who tells it. Line and audience are given, as the room
    gives them to whoever fills in the whole form; all the rest is asked on the moment's page."""

    asked = ("id", "when", "title", "told_by")
    given = ("strand", "audience", "about")

    def __init__(self, visit, strand, *args, again=False, **kwargs):
        """`again`: one was just added, so the focus comes back for the next."""
        super().__init__(visit, *args, **kwargs)
        self.initial["strand"] = strand
        for name in set(self.fields) - {*self.asked, *self.given}:
            del self.fields[name]
        for name in self.given:
            self.fields[name].disabled = True  # what is sent for it counts for nothing
        self.fields["when"].help_text = _("Zoals je het zegt: zomer 2015.")
        self.fields["title"].help_text = ""
        for name in ("when", "title"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["when"].widget.attrs["autofocus"] = again

    def clean(self):
        """What somebody young tells starts as theirs alone. What another tells at this table is
        heard by all who sit there, also where it is typed on a young person's account."""
        data = super().clean()
        if self.is_for_me_alone and data.get("told_by", self.visit.person) != self.visit.person:
            data["audience"] = Audience.FAMILY
        return data

    @property
    def is_for_me_alone(self):
        """Does what whoever types tells themselves start as theirs alone (`ItemForm`, somebody
        young)?"""
        return self["audience"].initial == Audience.TELLER

    @property
    def tellers(self):
        """[(Person, is it their turn)]: who can tell at this table, the one who types first; the
        others are of the family and have no account to tell with."""
        if "told_by" not in self.fields:
            return []
        turn, me = str(self["told_by"].value()), self.visit.person
        offered = [self.visit.people[pk] for pk, _name in self.fields["told_by"].choices]
        family = [one for one in offered if one == me or one.kind == Person.Kind.FAMILY]
        return [(one, str(one.pk) == turn) for one in family]


class OwnWordsForm(TellingForm):
    """What a guest proposed, told by the family in words of its own, with a word back."""

    word_back = forms.CharField(
        label=_("Wil je er iets bij zeggen?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proposed_version = forms.IntegerField(widget=forms.HiddenInput)


class SplitForm(forms.Form):
    """Which of the tellings one reads become a moment of their own, and when that was."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    tellings = forms.MultipleChoiceField(
        label=_("Welke verhalen gaan naar het nieuwe moment?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies een of meer verhalen.")},
    )

    def __init__(self, *args, visit, tellings, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in tellings}
        self.fields["id"].initial = uuid4
        self.fields["tellings"].choices = [
            (pk, _("%(name)s: %(title)s") % {"name": one.told_by.shown_name, "title": one.title})
            for pk, one in self.offered.items()
        ]
        self.fields["when"] = WhenField(label=_("Wanneer was dat?"), visit=visit)
        let_type_on(self)

    def clean_tellings(self):
        chosen = [self.offered[pk] for pk in self.cleaned_data["tellings"]]
        if len(chosen) == len(self.offered):
            raise forms.ValidationError(_("Laat één of meer verhalen bij dit moment staan."))
        return chosen


class JoinForm(forms.Form):
    """With which other moment of the line this one becomes one, and which date then stands."""

    THEIRS, OURS = "theirs", "ours"

    other = forms.ChoiceField(
        label=_("Bij welk moment horen deze verhalen?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een moment.")},
    )
    date = forms.ChoiceField(label=_("Welke datum blijft?"), widget=forms.RadioSelect)

    def __init__(self, *args, one, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(other.moment.pk): other for other in others}
        self.fields["other"].choices = [
            (pk, _("%(title)s (%(when)s)") % {"title": other.title, "when": other.when})
            for pk, other in self.offered.items()
        ]
        self.fields["date"].choices = [
            (self.THEIRS, _("die van het andere moment")),
            (self.OURS, _("die van dit moment: %s") % one.when),
        ]
        self.fields["date"].initial = self.THEIRS

    def clean_other(self):
        return self.offered[self.cleaned_data["other"]]


class PlaceForm(forms.Form):
    """When it was, on which line, and its place among moments that begin on the same day."""

    def __init__(self, *args, visit, may_move, beside=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["when"] = WhenField(visit=visit)
        if may_move:
            self.fields["strand"] = _strand_field(visit)
        if beside:
            first = ("", _("vooraan"))
            others = [(str(one.moment.pk), _("na: %s") % one.title) for one in beside]
            self.fields["after"] = forms.ChoiceField(
                label=_("Plek tussen momenten van dezelfde dag"),
                choices=[first, *others],
                required=False,
            )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        let_type_on(self)


class AnswerForm(forms.Form):
    """The family's answer to a proposal."""

    answer = forms.CharField(
        label=_("Wil je er iets bij zeggen?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proposal = forms.ChoiceField(
        choices=[one for one in Telling.Proposal.choices if one[0] in ("taken", "refused")],
        widget=forms.HiddenInput,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        let_type_on(self)


def _strand_field(visit):
    lines = strands(visit, CHANGE)
    return forms.ChoiceField(
        label=_("Op welke lijn?"),
        choices=[(one, strand_name(visit, one)) for one in lines],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een lijn.")},
    )
