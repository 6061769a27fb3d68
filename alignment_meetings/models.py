from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alignment_meetings.agenda import BY_KEY
from groeiplan.dates import say_day
from groeiplan.models import ChapterItem, Person, Plan
from groeiplan.models.items import Audience


class Meeting(ChapterItem):
    """A conversation with everybody who takes part: planned, then held or cancelled."""

    part = "alignment_meetings"
    beside = ("chair",)
    audiences = (Audience.KEYHOLDERS, Audience.FAMILY)

    class Status(models.TextChoices):
        PLANNED = "planned", _("komt nog")
        HELD = "held", _("is geweest")
        CANCELLED = "cancelled", _("gaat niet door")

    on = models.DateTimeField(_("wanneer?"))
    place = models.CharField(_("waar?"), max_length=160, blank=True)
    reason = models.TextField(_("waarom nu dit gesprek?"), max_length=2_000, blank=True)
    question = models.CharField(_("wat is jullie belangrijkste vraag?"), max_length=300, blank=True)
    chair = models.ForeignKey(
        Person,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wie zit het gesprek voor?"),
    )
    minutes = models.PositiveSmallIntegerField(
        _("hoeveel minuten spreken jullie af?"), null=True, blank=True
    )
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PLANNED)

    class Meta(ChapterItem.Meta):
        verbose_name = _("gesprek")
        verbose_name_plural = _("gesprekken")
        indexes = [models.Index(fields=["plan", "on"])]

    @property
    def title(self):
        """How people know it again: "Gesprek van 9 oktober"."""
        return gettext("Gesprek van %s") % say_day(self.on, localdate())


class AgendaItem(ChapterItem):
    """One point of a meeting's agenda: from the template (`key`) or the family's own (`title`).
    Its notes belong to the meeting; the family keeps them."""

    part = "alignment_meetings"
    audiences = ()  # its meeting's

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    key = models.CharField(max_length=20, blank=True)
    title = models.CharField(_("waar gaat het over?"), max_length=120, blank=True)
    on = models.BooleanField(_("dit bespreken we"), default=True)
    minutes = models.PositiveSmallIntegerField(_("hoeveel minuten?"), default=5)
    order = models.PositiveIntegerField(default=0)
    notes = models.TextField(_("wat is er gezegd?"), max_length=4_000, blank=True)

    class Meta(ChapterItem.Meta):
        constraints = [
            *ChapterItem.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "key"],
                condition=~Q(key=""),
                name="each_template_item_once_per_meeting",
            ),
        ]

    @property
    def shown_title(self):
        """The template's title, or the family's own words."""
        return BY_KEY[self.key].title if self.key in BY_KEY else self.title

    @property
    def purpose(self):
        """One sentence what this item is for; own items explain themselves."""
        return BY_KEY[self.key].purpose if self.key in BY_KEY else ""

    @property
    def is_fixed(self):
        """May this item not be switched off?"""
        return self.key in BY_KEY and BY_KEY[self.key].fixed


class Presence(models.Model):
    """Who comes to a meeting, or was there. Holds no words of its own, so it is read through
    its meeting, never by itself."""

    class State(models.TextChoices):
        COMING = "coming", _("komt")
        THERE = "there", _("was erbij")
        ABSENT = "absent", _("is er niet bij")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices, default=State.COMING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_presence_per_person")
        ]

    def __str__(self):
        return str(self.pk)


class Answer(ChapterItem):
    """ "Klopt" or "klopt niet, want …": what one person who was there says of the notes.
    `told_by` says it; disagreement stays beside the notes and changes nothing in them."""

    part = "alignment_meetings"

    class Says(models.TextChoices):
        FITS = "ok", _("klopt")
        DIFFERS = "not_ok", _("klopt niet, want …")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="answers")
    says = models.CharField(_("klopt wat er staat?"), max_length=6, choices=Says.choices)
    because = models.TextField(_("wat klopt er niet?"), max_length=2_000, blank=True)

    class Meta(ChapterItem.Meta):
        constraints = [
            *ChapterItem.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "told_by"],
                condition=Q(removed=None),
                name="one_answer_per_person",
            ),
        ]


class OwnPoint(ChapterItem):
    """What somebody wants to bring up. The family may hold its points back until it releases
    them; a guest's is open to the family from the start (DOMAIN §4, §6: no shadow notes)."""

    part = "alignment_meetings"
    audiences = (Audience.KEYHOLDERS, Audience.FAMILY, Audience.TELLER)

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    text = models.TextField(_("wat wil je bespreken?"), max_length=2_000)

    class Meta(ChapterItem.Meta):
        verbose_name = _("eigen punt")
        verbose_name_plural = _("eigen punten")


class MeetingAgreement(models.Model):
    """This agreement was written down at this meeting. The agreement itself lives on the growth
    plan and is shown only to whom the door gives it there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agreements")
    agreement = models.ForeignKey("groeiplan.Agreement", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "agreement"], name="an_agreement_once_per_meeting"
            )
        ]

    def __str__(self):
        return str(self.pk)
