from uuid import uuid4

from django.db import models


class Version(models.Model):
    """What a row said before somebody changed it. Read only through the row itself."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey("groeiplan.Plan", models.CASCADE, related_name="+")
    model = models.CharField(max_length=60)
    row = models.UUIDField()
    number = models.PositiveIntegerField()
    values = models.JSONField()
    by = models.ForeignKey("groeiplan.Person", models.RESTRICT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "row", "number"], name="one_text_per_version")
        ]

    def __str__(self):
        return str(self.pk)
