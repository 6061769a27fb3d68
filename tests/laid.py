"""What many tests begin with: made once a process, and laid into the database anew for each test,
which takes a tenth of the time."""

from copy import deepcopy
from pathlib import Path

import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import AutoField

from groeiplan.models import Key

NOT_MADE = ("contenttypes", "auth", "sessions")  # what Django makes itself, before any test
_made = {}


def laid(make):
    """What `make()` answers, and in the database and on disk all that it made there. Made really
    the first time, and wherever that is another thing: on a clock that was turned, or beside rows
    that were there already. Each test gets objects of its own."""
    if time_machine.escape_hatch.is_travelling():
        return make()
    key = (make, connection.vendor, _permissions())
    if key not in _made:
        if any(_rows().values()):
            return make()
        found = make()
        _made[key] = (deepcopy(found), _rows(), _files())
        return found
    found, rows, files = _made[key]
    with transaction.atomic(), connection.cursor() as cursor:
        for (table, columns), values in rows.items():
            places = ", ".join(["%s"] * len(columns))
            names = ", ".join(f'"{column}"' for column in columns)
            sql = f'insert into "{table}" ({names}) values ({places})'  # noqa: S608  our own names
            cursor.executemany(sql, values)
    for path, content in files.items():
        path = _roots()[path[0]] / path[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return deepcopy(found)


def _permissions():
    """The rights that keys name: a test that empties the database gives them other numbers."""
    rights = Key._meta.get_field("permission").related_model.objects
    return tuple(rights.filter(codename__endswith="_chapter").values_list("codename", "pk"))


def _rows():
    """{(table, its columns): values} of all there is, without numbers a database gives itself."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.app_label not in NOT_MADE:
            columns = tuple(
                one.column for one in model._meta.local_fields if not isinstance(one, AutoField)
            )
            with connection.cursor() as cursor:
                names = ", ".join(f'"{column}"' for column in columns)
                table = model._meta.db_table
                cursor.execute(f'select {names} from "{table}"')  # noqa: S608  our own names
                if values := cursor.fetchall():
                    found[model._meta.db_table, columns] = values
    return found


def _files():
    """{(which root, path in it): content} of all files that stand there."""
    return {
        (number, path.relative_to(root)): path.read_bytes()
        for number, root in enumerate(_roots())
        for path in root.rglob("*")
        if path.is_file()
    }


def _roots():
    return [Path(settings.MEDIA_ROOT), Path(settings.JOURNAL_HEADS)]
