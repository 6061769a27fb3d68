from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groeiplan.models.people import Person
from groeiplan.models.plans import Chapter, Plan


class Audience(models.TextChoices):
    """Who may read a row, within what their keys open (DESIGN §4)."""

    KEYHOLDERS = "keyholders", _("iedereen met wie jullie dit delen")
    FAMILY = "family", _("ons gezin")
    READERS = "readers", _("deze mensen")
    TELLER = "teller", _("alleen ik")


class ChapterItem(models.Model):
    """A row of any tool. Read only through `visit.rows(Model)`; written by
    `groeiplan.actions.items`. An empty `about` concerns the whole family."""

    part = ""  # the chapter's part, where all rows of a model stand in one
    beside: tuple[str, ...] = ()  # foreign keys that are always read along with a row
    glanced: tuple[str, ...] = ()  # what a drawing needs of many rows at once (`Visit.glance`)
    # For whom a row of this model can be meant; none where it follows the row it hangs under.
    audiences: tuple[str, ...] = tuple(Audience)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="+")
    written_by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    told_by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    about = models.ManyToManyField(Person, related_name="+", blank=True)
    audience = models.CharField(
        _("wie mag dit lezen?"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.KEYHOLDERS,
    )
    readers = models.ManyToManyField(Person, related_name="+", blank=True)
    by_guest = models.BooleanField(default=False, editable=False)
    created = models.DateTimeField(editable=False)
    changed = models.DateTimeField(editable=False)
    removed = models.DateTimeField(null=True, editable=False)  # can be undone for a day
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        constraints = [
            # No shadow notes: what a guest writes the family can always read (DOMAIN §6).
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_no_shadow_notes",
                condition=Q(by_guest=False) | Q(audience__in=["keyholders", "family"]),
            )
        ]

    def __str__(self):
        return str(self.pk)

    @classmethod
    def tool(cls):
        """The tool in whose chapters rows of this model stand; None for those of all tools."""
        return cls._meta.app_label
