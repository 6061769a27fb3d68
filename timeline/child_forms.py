"""What people type for a child's story. A visit says for which children there can be one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groeiplan.forms import ItemForm, PersonField
from groeiplan.models import Person
from timeline import child, pictures
from timeline.forms import CHOOSE_AGAIN, DrawingField, PhotoInput, let_type_on
from timeline.models import Backing, ChildPage, ChildStory


class OfAStory(ItemForm):
    """A form without the questions each row asks: who tells a child's story, about whom and for
    whom is never typed."""

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        for name in self.ITEM_FIELDS:
            self.fields.pop(name, None)
        let_type_on(self)

    def values(self):
        """Ready for `actions.child`; who reads it does not change with it."""
        values = super().values()
        del values["readers"]
        return values


class StoryForm(OfAStory):
    """For whom it is, what it is called, and how it ends."""

    for_child = PersonField(
        label=_("Voor wie is het?"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Kies voor wie het verhaal is.")},
    )

    class Meta:
        model = ChildStory
        fields = ("for_child", "title", "ending")
        widgets = {"ending": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": _("Bijvoorbeeld: Zo ging het bij ons."),
            "ending": _(
                "Iets liefs waarmee het eindigt. Bijvoorbeeld: Wij houden allebei van jou."
            ),
        }
        error_messages = {"title": {"required": _("Geef het verhaal een naam.")}}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        if not self.is_new:
            del self.fields["for_child"]
            return
        offered = child.children(visit)
        field = self.fields["for_child"]
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in offered])
        field.choices = [(one.pk, one.shown_name) for one in offered]
        if len(offered) == 1:
            field.initial = offered[0].pk


class PageForm(OfAStory):
    """One page. `cleaned_data["picture_file"]` and `["drawn"]` are each a `files.Checked`, or
    None."""

    NO_COLUMNS = ("picture_file", "without_picture", "drawn")

    picture_file = forms.FileField(
        label=_("Foto"),
        help_text=_("Een foto (JPEG of PNG) tot 10 MB. Een tekening van het kind mag ook."),
        required=False,
        widget=PhotoInput,
    )
    without_picture = forms.BooleanField(label=_("Haal het plaatje weg"), required=False)
    drawn = DrawingField()

    class Meta:
        model = ChildPage
        fields = ("title", "when_words", "text", "good", "seen_there")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        labels = {"text": _("Vertel het in een paar zinnen")}
        help_texts = {
            "title": _("In een paar woorden."),
            "when_words": _("In woorden van het kind. Bijvoorbeeld: toen jij 3 was."),
            "text": _(
                "Praat tegen het kind: jij, mama, papa. Korte zinnen. Wat gebeurde er, wie was"
                " erbij, en wat kwam niet door jou?"
            ),
            "seen_there": _("Voor wie het plaatje niet kan zien."),
        }
        error_messages = {
            "title": {"required": _("Schrijf in een paar woorden waarover het gaat.")}
        }

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        if not self.instance.picture_id:
            del self.fields["without_picture"]

    def clean_picture_file(self):
        upload = self.cleaned_data["picture_file"]
        return pictures.check(upload) if upload else None

    def clean(self):
        data = super().clean()
        if self.errors and data.get("picture_file"):
            self.add_error("picture_file", CHOOSE_AGAIN)
        return data

    def picture(self):
        """The new picture, as `actions.child` takes it: a photo goes before a drawing."""
        return self.cleaned_data.get("picture_file") or self.cleaned_data.get("drawn")

    def values(self):
        """Ready for `actions.change_page`."""
        values = super().values()
        words = {name: one for name, one in values.items() if name not in self.NO_COLUMNS}
        without = bool(values.get("without_picture"))
        return words | {"picture": self.picture(), "without": without}

    def differing(self, made):
        """Also in its picture, where a new one was given."""
        found = super().differing(made)
        new = self.picture()
        if new and (made.picture is None or made.picture.size != len(new.content)):
            found.add("picture_file")
        return found

    @property
    def shows_picture(self):
        """Should the questions about a picture stand open?"""
        names = (*self.NO_COLUMNS, "seen_there")
        has = self.instance.picture_id or self["drawn"].value()
        return bool(has) or any(name in self.errors for name in names)


class ChosenForm(forms.Form):
    """Which moments come into the story; `offered` are `seen.Seen`."""

    moments = forms.MultipleChoiceField(
        label=_("Welke momenten?"),
        error_messages={
            "required": _("Kies een of meer momenten."),
            "invalid_choice": _("Dit moment staat er niet meer. Kies opnieuw."),
        },
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["moments"].choices = [(str(one.moment.pk), one.title) for one in offered]

    @property
    def chosen(self):
        """The ids that were ticked, also where something is wrong."""
        return set(self["moments"].value() or ())


class MarkForm(forms.Form):
    """Of exactly which text somebody says something."""

    mark = forms.CharField(max_length=64, widget=forms.HiddenInput)


class AnswerForm(MarkForm):
    """ "Hier sta ik achter", or "nog niet" with a word."""

    words = forms.CharField(
        label=_("Wil je er iets bij zeggen?"),
        help_text=_("De maker en de andere ouder met gezag lezen dit. Het kind leest het niet."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    says = forms.ChoiceField(choices=Backing.Says.choices, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        let_type_on(self)


class MoveForm(forms.Form):
    """Which way a page goes."""

    way = forms.ChoiceField(choices=[("op", ""), ("neer", "")])
    version = forms.IntegerField()
