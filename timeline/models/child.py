from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groeiplan.models import Person, Plan, StoredFile
from groeiplan.models.items import Audience, ChapterItem
from timeline.models.moments import Moment


class ChildStory(ChapterItem):
    """Chosen moments, told anew for one child by one adult of the family. `told_by` writes it and
    nobody else. While it is *alleen ik*, only the maker reads it; among its readers then come the
    parents who must stand behind it, and the child once it was shown. Those readers are the outer
    edge: who reads it at this moment, `timeline.child` says."""

    part = "family"
    beside = ("for_child",)
    audiences = (Audience.TELLER,)  # taken back, never widened by hand
    readers_said_at = "timeline:child_story"  # `groeiplan.own`: no row says who reads it now

    for_child = models.ForeignKey(
        Person, models.RESTRICT, related_name="+", verbose_name=_("voor wie is het?")
    )
    title = models.CharField(_("hoe heet het verhaal?"), max_length=120)
    ending = models.TextField(_("een woord aan het eind"), max_length=500, blank=True)
    mark = models.CharField(max_length=64, editable=False)  # of all it says: `timeline.child`
    shown = models.DateTimeField(null=True, editable=False)  # when it last was, by hand

    class Meta(ChapterItem.Meta):
        verbose_name = _("verhaal voor een kind")
        verbose_name_plural = _("verhalen voor een kind")
        constraints = [
            *ChapterItem.Meta.constraints,
            models.CheckConstraint(
                name="a_childs_story_is_never_open_to_all",
                condition=Q(audience__in=[Audience.TELLER, Audience.READERS]),
            ),
        ]


class ChildPage(ChapterItem):
    """One page of such a story: a picture, a few words. It is heard by whoever hears its story."""

    part = "family"
    beside = ("picture",)
    audiences = ()  # its story's

    story = models.ForeignKey(ChildStory, models.CASCADE, related_name="pages")
    order = models.PositiveIntegerField(default=0)
    title = models.CharField(_("wat staat erboven?"), max_length=120)
    text = models.TextField(_("vertel het aan het kind"), max_length=600, blank=True)
    when_words = models.CharField(_("wanneer was dat?"), max_length=80, blank=True)
    picture = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, related_name="+", editable=False
    )
    seen_there = models.CharField(  # for who cannot see the picture
        _("wat is erop te zien?"), max_length=200, blank=True
    )
    good = models.BooleanField(_("dit is een fijne herinnering"), default=False)
    # The maker's way back; no reader of the story learns from it that the moment exists.
    moment = models.ForeignKey(Moment, models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta(ChapterItem.Meta):
        verbose_name = _("blad van een verhaal voor een kind")
        verbose_name_plural = _("bladen van een verhaal voor een kind")


class Backing(models.Model):
    """What one person last said of a story, of exactly what it said then (`mark`): "hier sta ik
    achter", or "nog niet" with a word. Met only by who reads the story as a grown-up."""

    class Says(models.TextChoices):
        YES = "yes", _("hier sta ik achter")
        NOT_YET = "not_yet", _("nog niet")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    story = models.ForeignKey(ChildStory, models.CASCADE, related_name="backings")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    says = models.CharField(max_length=8, choices=Says.choices)
    words = models.TextField(_("een woord erbij"), max_length=500, blank=True)
    mark = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "person"], name="one_backing_per_person_and_story"
            )
        ]

    def __str__(self):
        return str(self.pk)
