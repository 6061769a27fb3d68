from django.db import models

from groeiplan.models.plans import Plan


class ChangeNumber(models.Model):
    """When this plan last changed, as a number that grows over all plans. Only SQLite keeps it, for
    `groeiplan.change_number`: PostgreSQL tells by itself, without a row that writers wait for."""

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="+")
    number = models.PositiveBigIntegerField(db_index=True)

    def __str__(self):
        return str(self.pk)
