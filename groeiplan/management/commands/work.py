import logging
import signal
from pathlib import Path
from threading import Event
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Exists, OuterRef, ProtectedError, RestrictedError
from django.utils.timezone import localtime
from django.utils.timezone import now as clock

from groeiplan import files, outbox, versions
from groeiplan.models import ChapterItem, Plan, StoredFile, Version
from groeiplan.tools import installed_rooms

logger = logging.getLogger(__name__)

BETWEEN_ROUNDS = 15  # seconds
BETWEEN_CLEANINGS = 60 * 60
EARLY = 6  # o'clock: a mail that comes in the night wakes people


class Command(BaseCommand):
    """What happens beside the pages: waiting mails go out; what was removed more than a day ago
    is erased with its older texts; ended sessions go; once a day the rooms send what they have to
    tell of themselves. Stops cleanly on SIGTERM and Ctrl-C."""

    help = "Deliver waiting mails and erase what was removed; runs until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then stop")

    def handle(self, *, once, **options):
        if once:
            each_day()
            deliver()
            clean()
            return
        stop = _stopped_by_signals()
        waited, last_day = BETWEEN_CLEANINGS, None
        while not stop.is_set():
            now = localtime()
            if is_a_new_day(now, last_day) and _try(each_day):
                last_day = now.date()
            _try(deliver)
            if waited >= BETWEEN_CLEANINGS:
                waited = 0
                _try(clean)
            close_old_connections()
            stop.wait(BETWEEN_ROUNDS)
            waited += BETWEEN_ROUNDS


def deliver():
    """Send the mails that are due, until none is left."""
    while any(outbox.deliver_due()):
        pass


def is_a_new_day(now, last_day):
    """Is it time for what happens once a day, last done on `last_day` (None: not yet)? `now` in
    local time."""
    return now.hour >= EARLY and now.date() != last_day


def each_day():
    """Let every room do what it does of itself once a day."""
    for room in installed_rooms():
        room.nightly(clock())


def clean():
    """Erase removed rows after their day, old mails and ended sessions."""
    now = clock()
    for model in _kinds_of_rows():
        erase_removed(model, now)
    erase_left_files(now)
    erase_stray_files(now)
    outbox.forget_old(now)
    call_command("clearsessions")


def erase_removed(model, now):
    """Erase this model's rows that were removed more than a day ago, one by one: no transaction
    spans two plans. Returns how many. A row that another one still needs stays until that goes."""
    erased = 0
    for row in model.objects.filter(removed__lt=now - versions.UNDO_FOR):
        try:
            with transaction.atomic():
                files.forget(row) if model is StoredFile else row.delete()
                _erase_older_texts(row.plan_id)
        except (ProtectedError, RestrictedError):
            continue
        erased += 1
    return erased


def erase_left_files(now):
    """Erase files that no row points at any more, though nobody took them away: what they showed is
    gone, and whoever could read it would read them on. Of the last day they stay."""
    left = StoredFile.objects.filter(removed=None, changed__lt=now - versions.UNDO_FOR)
    for link in StoredFile._meta.get_fields(include_hidden=True):
        if link.one_to_many and not link.related_model._meta.auto_created:
            there = link.related_model.objects.filter(**{link.field.name: OuterRef("pk")})
            left = left.filter(~Exists(there))
    for file in left:
        with transaction.atomic():
            files.forget(file)
            _erase_older_texts(file.plan_id)


def erase_stray_files(now):
    """Erase bytes that no row knows, left by a machine that stopped halfway. Young ones stay:
    their row may be on its way."""
    for folder in Path(settings.MEDIA_ROOT).glob("*"):
        plan = Plan.objects.filter(pk=folder.name).first() if _is_plan_id(folder.name) else None
        for file in files.strays(plan) if plan else ():
            if file.stat().st_mtime < now.timestamp() - BETWEEN_CLEANINGS:
                file.unlink(missing_ok=True)


def _erase_older_texts(plan_id):
    """Older texts of rows that are gone, also of those that went along with their parent."""
    for model in _kinds_of_rows():
        there = model.objects.filter(pk=OuterRef("row"))
        Version.objects.filter(~Exists(there), plan=plan_id, model=model._meta.label_lower).delete()


def _kinds_of_rows():
    return [model for model in apps.get_models() if issubclass(model, ChapterItem)]


def _is_plan_id(name):
    try:
        return bool(UUID(hex=name))
    except ValueError:
        return False


def _try(task):
    """Did it work? A round that fails, because the database restarts for one, does not end the
    work: it comes again."""
    try:
        task()
    except DatabaseError:
        logger.exception("the work goes on in the next round")
        return False
    return True


def _stopped_by_signals():
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
