"""A question to the database that Django puts into SQL once, for questions asked on every page: its
ORM needs longer to write such a one down than PostgreSQL to answer it (decision 0026)."""

from functools import cached_property

from django.db import connection
from django.db.models import Expression


class Blank(Expression):
    """A place in a queryset for a value that is filled in when the question is asked, as this kind
    of field (`output_field`) writes it."""

    def __init__(self, name, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Compiled:
    """The queryset that `made()` returns, with a `Blank` where each value comes. Made when it is
    first asked."""

    def __init__(self, made):
        self.made = made

    @cached_property
    def _question(self):
        rows = self.made()
        return rows.model, *rows.query.get_compiler(rows.db).as_sql()

    def ask(self, **values):
        """The rows, a list of the queryset's own model, with these values in the blanks."""
        model, sql, params = self._question
        filled = [
            one.output_field.get_db_prep_value(values[one.name], connection)
            if isinstance(one, Blank)
            else one
            for one in params
        ]
        return list(model.objects.raw(sql, filled))
