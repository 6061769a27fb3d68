from django.db import models

from groeiplan.models.items import ChapterItem


class StoredFile(ChapterItem):
    """A file outside the web root under a random name, opened by the same door as any row.
    It stands in the chapter of the row it belongs to."""

    audiences = ()  # that row's

    path = models.CharField(max_length=80, unique=True)  # random, under MEDIA_ROOT
    shown_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()

    class Meta(ChapterItem.Meta):
        pass

    @classmethod
    def tool(cls):
        """Every tool's rows may have a file."""
        return
