from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q, UniqueConstraint, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase


class Plan(models.Model):
    """A family's growth plan. It belongs to the family; `Person.family_since` says who that is."""

    class Private(models.TextChoices):
        """Whose keys sleep while the family wants to be alone (DOMAIN §4, private time)."""

        WITHOUT_HELP = "without_help", _("zonder hulp")
        FAMILY_ONLY = "family_only", _("alleen gezin")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("naam van het plan"), max_length=80)
    family_name = models.CharField(_("naam van jullie gezin"), max_length=80)
    started = models.DateTimeField()
    private_until = models.DateTimeField(null=True, blank=True)
    private_for = models.CharField(max_length=12, choices=Private.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_private_time_is_whole",
                condition=Q(private_until=None, private_for="")
                | Q(private_until__isnull=False) & ~Q(private_for=""),
            )
        ]

    def __str__(self):
        return str(self.pk)

    def is_private(self, now):
        """Does the family want to be alone at this moment? From its end on, no more."""
        return self.private_until is not None and now < self.private_until


class Chapter(models.Model):
    """A part of the plan that can be shared by itself. `tool` is the app label, `part` its key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="chapters")
    tool = models.CharField(max_length=40)
    part = models.CharField(max_length=40)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["plan", "tool", "part"], name="one_chapter_per_part")
        ]

    def __str__(self):
        return f"{self.tool}.{self.part}"


class Key(UserObjectPermissionBase):
    """One account may do one thing in one chapter, about whom, by which consent, in a window of
    time. Written only by `groeiplan.keys.sync`, read only by `groeiplan.access`."""

    class Holder(models.TextChoices):
        FAMILY = "family", _("gezin")
        NETWORK = "network", _("onze mensen")
        PROFESSIONAL = "professional", _("hulp")

    content_object = models.ForeignKey(Chapter, models.CASCADE, related_name="keys")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="keys")
    about = models.ForeignKey("groeiplan.Person", models.CASCADE, null=True, related_name="+")
    consent = models.UUIDField(null=True)  # a bare id: the ground floor knows no room
    holder = models.CharField(max_length=12, choices=Holder.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # exclusive
    items_since = models.DateTimeField(null=True)  # rows made earlier stay hidden

    class Meta:
        constraints = [
            # guardian's own "one row per user, right and object" would merge two consents.
            UniqueConstraint(
                F("user"),
                F("permission"),
                F("content_object"),
                Coalesce("about", Value(UUID(int=0), output_field=models.UUIDField())),
                Coalesce("consent", Value(UUID(int=0), output_field=models.UUIDField())),
                name="one_key_per_consent",
            ),
            models.CheckConstraint(
                name="key_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=F("since")),
            ),
            models.CheckConstraint(
                name="guest_key_needs_consent",
                condition=Q(holder="family", consent=None)
                | ~Q(holder="family") & Q(consent__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["user", "plan"])]
