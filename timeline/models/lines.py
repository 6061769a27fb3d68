from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from groeiplan.models import Chapter, Person, Plan


class Line(models.Model):
    """What this family calls one of the four lines. Whoever may open the line reads its name; a
    line without a row here has the name of the house."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    chapter = models.OneToOneField(Chapter, models.CASCADE, related_name="+")
    name = models.CharField(_("naam van de lijn"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self):
        return str(self.pk)


class Manner(models.Model):
    """How this family wants its timeline shown, where it chose otherwise than the house."""

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="+")
    patterns = models.BooleanField(_("vertel wat er samenviel"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self):
        return str(self.pk)


class Batch(models.Model):
    """Moments that came in together from one file, so that they can be taken away together."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    at = models.DateTimeField()
    undone = models.DateTimeField(null=True)

    def __str__(self):
        return str(self.pk)
