from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from groeiplan.models import Person, Plan
from timeline.models.moments import Moment


class Deed(models.Model):
    """What one person did on the timeline in one go, and can undo for a day. It holds no words:
    those stand in the older texts of the rows (`groeiplan.versions`). Only who did it meets it."""

    class Kind(models.TextChoices):
        CHANGED = "changed", _("Je paste een verhaal aan.")
        REMOVED = "removed", _("Je haalde een verhaal weg.")
        ANSWERED = "answered", _("Je gaf antwoord op een voorstel.")
        PLACED = "placed", _("Je gaf een moment een andere datum of plek.")
        MOVED = "moved", _("Je zette je verhaal op een andere lijn of datum.")
        SPLIT = "split", _("Je maakte van één moment twee momenten.")
        JOINED = "joined", _("Je maakte van twee momenten één moment.")

    called = ""  # on a list of many moments: by which words its reader knows this one

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    moment = models.ForeignKey(Moment, models.CASCADE, related_name="deeds")  # where it shows
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    undone = models.DateTimeField(null=True)
    # What to give back, as `timeline.actions.deeds` reads it: ids and numbers, never a word.
    marks = models.JSONField(default=dict)

    def __str__(self):
        return str(self.pk)
