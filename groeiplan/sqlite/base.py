"""Django's SQLite, remembering ids. SQLite keeps a UUID as text; the same few hundred ids (this
plan, its people, its chapters) stand in every row of a page, and reading each anew was the dearest
part of many pages."""

from functools import lru_cache
from uuid import UUID

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as SqliteOperations

_read = lru_cache(maxsize=16_384)(UUID)


class DatabaseOperations(SqliteOperations):
    """As Django's, with a memory for ids."""

    def convert_uuidfield_value(self, value, expression, connection):
        """The UUID of this text; None stays None."""
        return None if value is None else _read(value)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite database with the operations above."""

    ops_class = DatabaseOperations
