"""Django's SQLite, remembering ids and moments. It keeps both as text; the same few hundred (this
plan, its people, its chapters) stand in every row of a page, and reading each anew was the dearest
part of many pages."""

from functools import lru_cache
from uuid import UUID

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as SqliteOperations
from django.utils import timezone
from django.utils.dateparse import parse_datetime

_read = lru_cache(maxsize=16_384)(UUID)


@lru_cache(maxsize=16_384)
def _moment(text, zone):
    found = parse_datetime(text)
    return timezone.make_aware(found, zone) if timezone.is_naive(found) else found


class DatabaseOperations(SqliteOperations):
    """As Django's, with a memory for ids and moments."""

    def convert_uuidfield_value(self, value, expression, connection):
        """The UUID of this text; None stays None."""
        return None if value is None else _read(value)

    def convert_datetimefield_value(self, value, expression, connection):
        """The moment of this text, in the database's own time zone."""
        if isinstance(value, str):
            return _moment(value, self.connection.timezone)
        return super().convert_datetimefield_value(value, expression, connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite database with the operations above."""

    ops_class = DatabaseOperations
