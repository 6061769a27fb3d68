from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groeiplan.dates import Kept
from groeiplan.models import Chapter, Person, Plan, StoredFile
from groeiplan.models.items import ChapterItem

STRANDS = ("family", "daily_life", "people", "help")  # the four lines, in the order they are drawn


class Moment(models.Model):
    """Something that happened, on one of the four lines. It has no words of its own: people's
    tellings hang on it, and whoever may read one of those may know the moment, nobody else. So it
    is never read by itself: `timeline.seen` groups the tellings a visitor may read."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="+")  # the line
    when = models.CharField(_("wanneer?"), max_length=40, blank=True)  # EDTF; "" = not known
    # From whose birth date `when` follows, by keys and not by name (`groeiplan.dates.follow`).
    follows = models.CharField(max_length=120, blank=True, editable=False)
    first_day = models.DateField(null=True, editable=False)  # what `when` covers, both included
    last_day = models.DateField(null=True, editable=False)  # null while it goes on
    order = models.PositiveIntegerField(default=0)  # by hand, among equal first days
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("moment")
        verbose_name_plural = _("momenten")
        constraints = [
            models.CheckConstraint(
                name="moment_day_goes_with_when",
                condition=Q(when="", first_day=None, last_day=None)
                | ~Q(when="") & Q(first_day__isnull=False),
            ),
            models.CheckConstraint(
                name="moment_ends_after_it_begins",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="moment_follows_only_with_a_date", condition=Q(follows="") | ~Q(when="")
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def kept(self):
        """Its date as text that knows what it follows from, for a form and for `actions`."""
        return Kept(self.when, self.follows)


class Telling(ChapterItem):
    """How one person tells a moment. Tellings stand beside each other and are never merged
    (DOMAIN §2). Its chapter is always its moment's. What a guest tells is a proposal: the family
    takes it over, tells it in its own words, or refuses it; the words stay the guest's."""

    beside = ("moment",)
    glanced = ("title", "moment__when")

    class Proposal(models.TextChoices):
        NONE = "", _("verteld")
        PROPOSED = "proposed", _("voorgesteld")
        TAKEN = "taken", _("overgenomen")
        REWORDED = "reworded", _("in eigen woorden verteld")  # by a telling of the family's own
        REFUSED = "refused", _("niet overgenomen")

    class Weight(models.TextChoices):
        """From heavy to light, in words: nobody reads a number (DOMAIN §2)."""

        NONE = "", _("dat zeg ik niet")
        VERY_HEAVY = "heaviest", _("heel zwaar")
        HEAVY = "heavy", _("zwaar")
        MIXED = "mixed", _("van alles wat")
        LIGHT = "light", _("licht")
        VERY_LIGHT = "lightest", _("heel licht")

    # A soft picture beside each of those words.
    WEATHER = {
        Weight.VERY_HEAVY: "cloud-rain-wind",
        Weight.HEAVY: "cloud-rain",
        Weight.MIXED: "cloud-sun",
        Weight.LIGHT: "sun-dim",
        Weight.VERY_LIGHT: "sun",
    }

    class Talk(models.TextChoices):
        NONE = "", _("dat zeg ik niet")
        YES = "yes", _("ja, hier wil ik over praten")
        NO = "no", _("nee, hier wil ik niet over praten")

    # A moment is never thrown away under somebody's words.
    moment = models.ForeignKey(Moment, models.RESTRICT, related_name="tellings")
    batch = models.ForeignKey(
        "timeline.Batch", models.SET_NULL, null=True, related_name="tellings", editable=False
    )
    title = models.CharField(_("wat gebeurde er?"), max_length=120)
    text = models.TextField(_("vertel erover"), max_length=10_000, blank=True)
    weight = models.CharField(
        _("hoe voelde het?"), max_length=8, choices=Weight.choices, default=Weight.NONE, blank=True
    )
    helped = models.CharField(_("wat of wie hielp toen?"), max_length=500, blank=True)
    talk = models.CharField(
        _("wil je hierover praten?"),
        max_length=3,
        choices=Talk.choices,
        default=Talk.NONE,
        blank=True,
    )
    photo = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, related_name="+", editable=False
    )
    drawing = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, related_name="+", editable=False
    )
    seen_there = models.CharField(  # for who cannot see the photo or the drawing
        _("wat is erop te zien?"), max_length=200, blank=True
    )
    proposal = models.CharField(
        max_length=8, choices=Proposal.choices, default=Proposal.NONE, blank=True, editable=False
    )
    answered_by = models.ForeignKey(
        Person, models.RESTRICT, null=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("een woord terug"), max_length=1_000, blank=True)

    @property
    def picture_of_weight(self):
        """The icon beside how it felt; "" when that was not said."""
        return self.WEATHER.get(self.weight, "")

    class Meta(ChapterItem.Meta):
        verbose_name = _("verhaal bij een moment")
        verbose_name_plural = _("verhalen bij een moment")
        constraints = [
            *ChapterItem.Meta.constraints,
            models.CheckConstraint(
                name="what_a_guest_tells_is_a_proposal",
                condition=Q(by_guest=False) | ~Q(proposal=""),
            ),
            models.CheckConstraint(
                name="an_answered_proposal_says_by_whom",
                condition=Q(
                    proposal__in=["taken", "reworded", "refused"],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                )
                | Q(proposal__in=["", "proposed"], answered_by=None, answered_at=None),
            ),
        ]
