"""Forms for what fills the heart of the plan: stories, goals, steps, agreements, other plans.
Input becomes clean values; saving is for `groeiplan.actions.content`."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groeiplan import files
from groeiplan.forms import DayInput, ItemForm, PersonField, ToldDateField
from groeiplan.known_people import known_people
from groeiplan.models import Agreement, Goal, OtherPlan, Person, Stance, Step, Story

CHOOSE_AGAIN = _("Kies het papier opnieuw. Je apparaat onthoudt het niet.")
A_DATE = _("Zoals je het zegt, bijvoorbeeld: 14 december, over twee weken of voor de zomer.")


class StoryForm(ItemForm):
    """What somebody tells, in their own words."""

    since = ToldDateField(
        label=_("Sinds wanneer?"),
        help_text=_("Zoals je het zegt, bijvoorbeeld: zomer 2025 of vorige week."),
        required=False,
    )

    class Meta:
        model = Story
        fields = ("kind", "text", "since", "means", *ItemForm.ITEM_FIELDS)
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 5}),
            "means": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields["kind"].choices = Story.Kind.choices


class GoalForm(ItemForm):
    """What the family wants, and why."""

    class Meta:
        model = Goal
        fields = ("title", "why", *ItemForm.ITEM_FIELDS)
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}


class DeadlineForm(ItemForm):
    """What somebody will do, by when. A day that has passed may be right, so it is asked back once
    and then taken; one that was there already is left as it is."""

    by_when = ToldDateField(label=_("Voor wanneer?"), help_text=A_DATE, required=False, comes=True)
    has_passed = forms.BooleanField(label=_("Het klopt: die dag is al geweest"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound or not self._asked_back():
            del self.fields["has_passed"]

    def clean(self):
        data = super().clean()
        if "has_passed" in self.fields and "by_when" in data and not data.pop("has_passed"):
            self.add_error("by_when", self._asked_back())
        return data

    def _asked_back(self):
        typed = self["by_when"].value() or ""
        field = self.fields["by_when"]
        stood = field.prepare_value(self.get_initial_for_field(field, "by_when"))
        return "" if typed == stood else field.asked_back(typed)


class StepForm(DeadlineForm):
    """One small step: what, who, by when. It is heard by those who hear its goal, so those
    questions are not asked again."""

    who = PersonField(
        label=_("Wie doet het?"), queryset=Person.objects.none(), required=False, empty_label="—"
    )

    class Meta:
        model = Step
        fields = ("title", "who", "by_when", "told_by")

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        offer(self.fields["who"], known_people(visit, self.instance.who, beside=(Goal, Step)))
        for name in ("about", "audience", "readers"):
            self.fields.pop(name, None)

    def values(self):
        return {name: self.cleaned_data[name] for name in ("title", "who", "by_when", "version")}


class AgreementForm(DeadlineForm):
    """A wish, an agreement or an obligation. Nobody to do it: not an agreement. An obligation
    says who decided it and in what (DOMAIN §1, §4). `row()` and `values()` as in `ItemForm`."""

    who = PersonField(
        label=_("Wie doet het?"),
        help_text=_("Doen jullie het samen? Kies wie eraan denkt."),
        queryset=Person.objects.none(),
        empty_label=_("Kies iemand"),
        error_messages={
            "required": _(
                "Kies wie ervoor zorgt dat het gebeurt. Doen jullie het samen? Kies wie eraan "
                "denkt."
            )
        },
    )
    checked_by = PersonField(
        label=_("Wie kijkt of het lukt?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label="—",
    )
    goal = forms.ModelChoiceField(
        label=_("Bij welk doel?"), queryset=Goal.objects.none(), required=False, empty_label="—"
    )

    class Meta:
        model = Agreement
        fields = (
            "kind",
            "what",
            "who",
            "by_when",
            "decided_by",
            "checked_by",
            "look_back_on",
            "otherwise",
            "goal",
            *ItemForm.ITEM_FIELDS,
        )
        widgets = {
            "kind": forms.RadioSelect,
            "look_back_on": DayInput,
            "otherwise": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "decided_by": _(
                "Bij “moet”: wie besliste het, en waarin? Zoals: de rechter, 12 juni 2026."
            ),
            "look_back_on": _("Op deze dag kijken jullie samen of het zo goed gaat."),
        }

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        kinds = [
            (Agreement.Kind.WISH, _("wens: dit willen we graag")),
            (Agreement.Kind.AGREEMENT, _("afspraak: dit doen we, daar kun je op rekenen")),
            (Agreement.Kind.OBLIGATION, _("moet: iemand anders heeft dit besloten")),
        ]
        self.fields["kind"].choices = kinds
        if self.is_new:
            self.fields["kind"].initial = self.instance.kind or Agreement.Kind.AGREEMENT
        known = known_people(visit, beside=(Agreement, Stance))
        for name in ("who", "checked_by"):
            chosen = getattr(self.instance, name) if getattr(self.instance, f"{name}_id") else None
            offer(self.fields[name], known if chosen in (None, *known) else [*known, chosen])
        self._offer_goals()

    def _offer_goals(self):
        """The goals this visitor reads. Where the agreement stands with one it does not read, the
        question is left out: an answer would silently cut that tie."""
        opens = self.visit.opens("groeiplan", "goals")
        goals = list(self.visit.rows(Goal).order_by("order", "created")) if opens else []
        chosen = self.instance.goal_id
        if not goals or (chosen and chosen not in {goal.pk for goal in goals}):
            del self.fields["goal"]
            return
        self.fields["goal"].queryset = Goal.objects.filter(pk__in=[goal.pk for goal in goals])
        self.fields["goal"].choices = [("", "—"), *((goal.pk, goal.title) for goal in goals)]

    def clean_look_back_on(self):
        day = self.cleaned_data["look_back_on"]
        if day and day < timezone.localdate() and day != self.initial.get("look_back_on"):
            raise forms.ValidationError(
                _("Deze dag is al geweest. Kies vandaag of een dag die nog komt.")
            )
        return day

    def clean(self):
        data = super().clean()
        obliged = data.get("kind") == Agreement.Kind.OBLIGATION
        if obliged and "decided_by" in data and not data["decided_by"].strip():
            self.add_error(
                "decided_by", _("Schrijf wie dit besloot en waarin. Anders is het geen “moet”.")
            )
        return data


class StanceForm(ItemForm):
    """How somebody stands towards an agreement, in their own words."""

    class Meta:
        model = Stance
        fields = ("kind", "words", *ItemForm.ITEM_FIELDS)
        widgets = {"kind": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields["kind"].choices = Stance.Kind.choices
        self.fields.pop("about", None)  # it is about whom the agreement is about
        if "told_by" in self.fields:
            self.fields["told_by"].label = _("Wie vindt dit?")

    def values(self):
        values = super().values()
        values.pop("about", None)
        return values


class OtherPlanForm(ItemForm):
    """Another plan around the family, perhaps with the paper. `cleaned_data["file"]` is a
    `files.Checked`, or None."""

    since = ToldDateField(
        label=_("Sinds wanneer?"), help_text=_("Bijvoorbeeld: maart 2025."), required=False
    )
    file = forms.FileField(
        label=_("Het papier zelf"),
        help_text=_("Een PDF of een foto (JPEG of PNG), tot 10 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )
    without_file = forms.BooleanField(
        label=_("Haal het papier weg dat er nu bij zit"), required=False
    )

    class Meta:
        model = OtherPlan
        fields = ("title", "owner", "note", "since", *ItemForm.ITEM_FIELDS)
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.fields["owner"].help_text = _(
            "Bijvoorbeeld: school, de jeugdbescherming of de gemeente."
        )
        if self.is_new or not self.instance.paper_id:
            del self.fields["without_file"]
        self.order_fields(("title", "owner", "note", "since", "file", "without_file"))

    def clean_file(self):
        upload = self.cleaned_data["file"]
        return files.check(upload) if upload else None

    def clean(self):
        data = super().clean()
        if self.errors and data.get("file"):
            self.add_error("file", CHOOSE_AGAIN)
        return data

    def values(self):
        left_out = {"file", "without_file"}
        return {name: value for name, value in super().values().items() if name not in left_out}

    def differing(self, made):
        """Also in its paper."""
        file = self.cleaned_data.get("file")
        same_paper = file is None or (made.paper and made.paper.size == len(file.content))
        return super().differing(made) | (set() if same_paper else {"file"})

    def standing(self, made):
        return {**super().standing(made), "file": made.paper and made.paper.shown_name}

    def _post_clean(self):
        super()._post_clean()
        if self.was_sent_before and self.cleaned_data.get("file"):
            self.add_error(None, CHOOSE_AGAIN)

    def row(self):
        links = {"about", "readers", "version", "file"}
        return OtherPlan(**{k: v for k, v in self.cleaned_data.items() if k not in links})


class TendForm(forms.ModelForm):
    """Where something stands now. The family may say so of any row it sees, so nothing here
    touches the words themselves."""

    was_sent_before = False  # its row is there already; see `ItemForm`
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, visit, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.fields["version"].initial = self.instance.version
        self.fields["status"].choices = type(self.instance).Status.choices

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"version"}

    def values(self):
        """Ready for `items.change(row, by=…, **form.values())`."""
        return dict(self.cleaned_data)


class GoalStatusForm(TendForm):
    """Working on it, reached, changed, let go: equally good answers, with the day and the words."""

    class Meta:
        model = Goal
        fields = ("status", "status_on", "status_words")
        labels = {"status_on": _("Sinds welke dag?")}
        widgets = {
            "status": forms.RadioSelect,
            "status_on": DayInput,
            "status_words": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, visit, *args, **kwargs):
        super().__init__(visit, *args, **kwargs)
        self.initial["status_on"] = self.initial.get("status_on") or timezone.localdate()

    def clean_status_on(self):
        day = self.cleaned_data["status_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                _("Deze dag komt nog. Kies vandaag of een dag die al is geweest.")
            )
        return day


class StepStatusForm(TendForm):
    """To do, done, or went differently."""

    class Meta:
        model = Step
        fields = ("status",)
        labels = {"status": _("Hoe ging het?")}
        widgets = {"status": forms.RadioSelect}


class AgreementStatusForm(TendForm):
    """Running, kept, went differently, ended."""

    class Meta:
        model = Agreement
        fields = ("status",)
        labels = {"status": _("Hoe staat het ervoor?")}
        widgets = {"status": forms.RadioSelect}


def offer(field, people):
    """Let this field choose from these people, without asking the database for them again."""
    field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])
    nobody = [] if field.empty_label is None else [("", field.empty_label)]
    field.choices = [*nobody, *((one.pk, field.label_from_instance(one)) for one in people)]
