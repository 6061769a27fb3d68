"""Word that something in a plan changed, for every process that holds live lines.

It goes with the change: heard after its commit, and never when it was rolled back. It says in which
plan and nothing else; who may know of it is for the door to say. PostgreSQL has NOTIFY for this. On
SQLite a number per plan is written, and whoever listens looks ten times a second whether the file
changed at all, which costs next to nothing."""

import time
from collections import Counter
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from groeiplan.models import ChangeNumber

CHANNEL = "groeiplan_changed"
PAUSE = 0.1  # seconds between two looks
_made_here = Counter()  # of each plan, the changes that this process made itself


def tell(plan_id):
    """Something in this plan (an id) changed: a row, its order, a key. Call it in the transaction
    of the change; twice in one is once."""
    transaction.on_commit(lambda: _made_here.update([str(plan_id)]))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [CHANNEL, str(plan_id)])
        return
    with transaction.atomic():
        row = ChangeNumber(plan_id=plan_id, number=_last() + 1)
        ChangeNumber.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["plan"], update_fields=["number"]
        )


def made_here(plan_id):
    """How many changes in this plan this process itself made: known before they are heard of."""
    return _made_here[str(plan_id)]


def listener():
    """What hears `tell` from now on, in this thread: `wait()` returns the ids of plans that changed
    since the last time, after at most `PAUSE`; `rest()` gives back what others may need meanwhile;
    `close()` ends it. Raises what the database raises; then begin anew, and count on having missed
    something."""
    return _Notified() if connection.vendor == "postgresql" else _Looking()


class _Looking:
    """SQLite: another connection's commit changes `data_version`; only then is a table read."""

    def __init__(self):
        self._version, self._number = self._data_version(), _last()

    def wait(self):
        time.sleep(PAUSE)
        version = self._data_version()
        if version == self._version:
            return set()
        self._version = version
        news = ChangeNumber.objects.filter(number__gt=self._number)
        found = dict(news.values_list("plan_id", "number"))
        self._number = max(found.values(), default=self._number)
        return set(found)

    def rest(self):
        """Nothing: the version counts for this very connection."""

    def close(self):
        connection.close()

    @staticmethod
    def _data_version():
        with connection.cursor() as cursor:
            return cursor.execute("pragma data_version").fetchone()[0]


class _Notified:
    """PostgreSQL: one connection of its own, outside the pool that pages share."""

    def __init__(self):
        self._own = connection.copy()
        self._own.settings_dict["OPTIONS"]["pool"] = False
        self._own.connect()
        with self._own.cursor() as cursor:
            cursor.execute(f"listen {CHANNEL}")

    def wait(self):
        heard = self._own.connection.notifies(timeout=PAUSE, stop_after=1)
        return {UUID(one.payload) for one in heard}

    def rest(self):
        """The connection that asked the door goes back to the pool."""
        connection.close()

    def close(self):
        connection.close()
        self._own.close()


def _last():
    return ChangeNumber.objects.aggregate(last=Max("number"))["last"] or 0
