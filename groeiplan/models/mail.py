from uuid import uuid4

from django.db import models


class Mail(models.Model):
    """A mail waiting in the outbox. Its text is emptied once it was delivered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created = models.DateTimeField()
    sent = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent", "try_after"])]

    def __str__(self):
        return str(self.pk)
