"""What happened in a plan: append-only, sealed, readable by the family.

Each entry carries an HMAC over itself and the seal before it. How many entries there are and the
last seal also stand in a sealed file outside the database, so that cutting the end off shows."""

import fcntl
import hmac
import json
import logging
import os
from contextlib import contextmanager
from datetime import UTC, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import answers, seals
from groeiplan.models import Entry, JournalHead, KnownName
from groeiplan.seals import UnknownKey

logger = logging.getLogger(__name__)

FOLD = timedelta(minutes=10)  # same person, act, chapters and consents: no new entry
FOLDING = (Entry.Act.READ, Entry.Act.CHANGE)  # every print and every copy is told by itself
# Only of a guest these are written down: under which name that was, the family keeps knowing.
AS_A_GUEST = (Entry.Act.READ, Entry.Act.PRINT, Entry.Act.EXPORT, Entry.Act.CHANGE)


def write(plan_id, act, *, who, whom=None, chapters=(), consents=(), at=None):
    """Add one entry and return it; None when it folds into one of the last ten minutes.

    `who` and `whom` are Persons of this plan, `chapters` and `consents` ids. Commits with the
    caller's transaction; raises if it cannot be written, and then nothing may be shown or done."""
    entry = Entry(
        plan_id=plan_id,
        at=(at or clock()).astimezone(UTC),
        act=act,
        chapters=sorted(str(pk) for pk in chapters),
        consents=sorted(str(pk) for pk in consents),
        key_id=settings.JOURNAL_KEY_ID,
    )
    known = _find(who)
    # Asked once before the lock, so that turning pages does not make all readers queue.
    if known and _folds(entry, known.pk):
        return None
    with transaction.atomic():
        head = _locked_head(plan_id)
        known = known or _known(who)
        entry.who, entry.who_seal = known.pk, _seal_name(known, entry.key_id)
        if whom:
            concerned = _known(whom)
            entry.whom, entry.whom_seal = concerned.pk, _seal_name(concerned, entry.key_id)
        if _folds(entry, entry.who):
            return None
        entry.seq = head.count + 1
        entry.seal = _seal(entry, head.seal)
        entry.save(force_insert=True)
        if head.count == 0:  # from the first entry on a missing file means something
            _keep_head(plan_id, 0, "")
        head.count, head.seal = entry.seq, entry.seal
        head.save()
        transaction.on_commit(lambda: _keep_head(plan_id, entry.seq, entry.seal), robust=True)
    return entry


def verify(plan_id):
    """What is wrong with this plan's journal, as a list of English sentences; empty when whole.
    Names what was altered, removed, moved or cut off. May run while people are writing: what was
    promised is read first, what is there after it."""
    file, promises = _head_file(plan_id), {}
    said = answers.said_of(plan_id)
    exists, kept = file.exists(), _read_head(file)
    head = JournalHead.objects.filter(plan_id=plan_id).first()
    promised = head.count if head else 0
    for number in (promised, kept and kept.get("count")):
        promises[number] = None
    problems, last = _walk(plan_id, promises)
    there = promises[promised] if promised else ""
    if last < promised or there != (head.seal if head else "") or (last and not head):
        problems.append(f"cut off: the database's head names entry {promised}, which is not there")
    problems += _against_file(plan_id, kept, exists, last, promises)
    return problems + answers.problems(plan_id, said)


def seal_head(plan_id):
    """Write the head outside the database anew, as an operator does after putting a backup back
    or moving house. Look first why it is needed: this forgets what the old file could prove."""
    head = JournalHead.objects.filter(plan_id=plan_id).first()
    if head:
        with _alone():
            _write_head(_head_file(plan_id), plan_id, head.count, head.seal)


def heads():
    """The ids of the plans that have a sealed head outside the database with entries in it."""
    for file in sorted(settings.JOURNAL_HEADS.glob("*.json")):
        kept = _read_head(file)
        if kept is None or kept.get("count"):
            yield UUID(file.stem)


def erase_head(plan_id):
    """Forget the sealed head of an erased plan; its entries go with the plan's rows."""
    _head_file(plan_id).unlink(missing_ok=True)


def erase_names(person):
    """Take the names of this person, whose card was emptied, out of the journal, but for those
    under which they looked or wrote as a guest: the family's right to know who that was goes
    before. Entries and seals stand: without the salt nobody can guess a name from them."""
    names = KnownName.objects.filter(plan_id=person.plan_id, person=person)
    names.exclude(pk__in=_as_a_guest(names)).update(name="", role="", organisation="", salt="")


def keeps_a_name_of(person):
    """Does a name of this person stay here when their card is emptied?"""
    return bool(_as_a_guest(KnownName.objects.filter(plan_id=person.plan_id, person=person)))


def person_behind(entry):
    """The Person who did this, or None when the name leads to no card any more."""
    known = KnownName.objects.filter(pk=entry.who).select_related("person__user").first()
    return known and known.person


# --- Names ------------------------------------------------------------------------------------


def _known(person):
    """The name as it is now, made if it is new. Call with the head locked: then it is made once."""
    return _find(person) or KnownName.objects.create(
        plan_id=person.plan_id, person=person, **_name_of(person)
    )


def _find(person):
    """The name as it was sealed; one that was erased is never used again. Compared here and not
    in SQL, because names will be sealed in the database (DESIGN §4)."""
    now = _name_of(person)
    for known in KnownName.objects.filter(plan_id=person.plan_id, person=person).exclude(salt=""):
        if {name: getattr(known, name) for name in now} == now:
            return known
    return None


def _as_a_guest(names):
    """The ids of those of these names under which somebody looked or wrote as a guest."""
    done = Entry.objects.filter(who__in=names.values("pk"), act__in=AS_A_GUEST)
    return set(done.values_list("who", flat=True))


def _name_of(person):
    if person.emptied:
        return {"name": "", "role": "", "organisation": ""}
    organisation = person.organisation.name if person.organisation_id else ""
    return {"name": person.name, "role": person.role, "organisation": organisation}


def _seal_name(known, key_id):
    """Over the card too: a name put on somebody else's card would tell of somebody else."""
    said = [str(known.person_id), known.name, known.role, known.organisation]
    return seals.seal([known.salt, str(known.pk), *said], key_id)


def _check_names(plan_id, sealed):
    """What is wrong with the names behind whole entries. `sealed`: {(name's id, its seal, key
    id): number of the first entry that carries it}."""
    names = KnownName.objects.filter(plan_id=plan_id).select_related("person")
    known, problems, kept = {name.pk: name for name in names}, [], _as_a_guest(names)
    for (pk, seal, key_id), number in sealed.items():
        name = known.get(pk)
        if name is None:
            problems.append(f"removed: the name in entry {number} is not there any more")
        elif _is_erased(name) and pk not in kept:
            continue
        elif not hmac.compare_digest(seal, _seal_name(name, key_id)):
            problems.append(f"altered: the name in entry {number} is not the one that was sealed")
    return problems


def _is_erased(name):
    """Only emptying a card erases names, never a guest's, and it leaves nothing of them."""
    left = name.name or name.role or name.organisation or name.salt
    return not left and name.person is not None and name.person.emptied is not None


# --- The chain ----------------------------------------------------------------------------------


def _locked_head(plan_id):
    JournalHead.objects.get_or_create(plan_id=plan_id)
    return JournalHead.objects.select_for_update().get(plan_id=plan_id)


def _folds(entry, who):
    if entry.act not in FOLDING:
        return False
    recent = Entry.objects.filter(
        plan_id=entry.plan_id, who=who, act=entry.act, at__gt=entry.at - FOLD, at__lte=entry.at
    )
    same = (entry.chapters, entry.consents)
    return any((old.chapters, old.consents) == same for old in recent)


def _walk(plan_id, promises):
    """(problems, number of the last entry); fills in `promises` {entry number: its seal}."""
    problems, strange, sealed, expected, before = [], [], {}, 1, ""
    known = seals.keys()
    for entry in Entry.objects.filter(plan_id=plan_id).order_by("seq").iterator():
        if entry.key_id not in known:
            problems.append(f"unknown key: entry {entry.seq} is sealed with key “{entry.key_id}”")
        elif entry.seq != expected:
            problems.append(f"removed: entries {expected} to {entry.seq - 1} are missing")
        elif not hmac.compare_digest(entry.seal, _seal(entry, before)):
            strange.append((entry, before))
        else:
            sealed.setdefault((entry.who, entry.who_seal, entry.key_id), entry.seq)
            if entry.whom:
                sealed.setdefault((entry.whom, entry.whom_seal, entry.key_id), entry.seq)
        if entry.seq in promises:
            promises[entry.seq] = entry.seal
        before, expected = entry.seal, entry.seq + 1
    return problems + _named(strange) + _check_names(plan_id, sealed), expected - 1


def _named(strange, most=20):
    """Say of each broken entry whether it was altered, or is whole in another one's place."""
    places = [entry.seq for entry, _before in strange[:most]]
    seals = {entry.seal for entry, _before in strange} | {before for _entry, before in strange}
    problems = []
    for entry, _before in strange:
        now, was = entry.seq, _own_place(entry, places, seals)
        if was is None:
            problems.append(f"altered: entry {now} does not carry its own seal")
        else:
            problems.append(f"reordered: entry {now} was written as number {was}")
    return problems


def _own_place(entry, places, seals):
    for entry.seq in places:
        if any(hmac.compare_digest(entry.seal, _seal(entry, before)) for before in seals):
            return entry.seq
    return None


def _seal(entry, before):
    sealed = [
        before,
        str(entry.plan_id),
        entry.seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.act,
        str(entry.who),
        str(entry.whom or ""),
        entry.who_seal,
        entry.whom_seal,
        entry.chapters,
        entry.consents,
        entry.key_id,
    ]
    return seals.seal(sealed, entry.key_id)


# --- The head outside the database ------------------------------------------------------------


def _head_file(plan_id):
    return settings.JOURNAL_HEADS / f"{UUID(str(plan_id)).hex}.json"


def _keep_head(plan_id, count, seal):
    """Replace the file in one step, never by an older head: commits may arrive out of order, from
    several processes. A file that contradicts the journal is evidence, and is left as it is."""
    file = _head_file(plan_id)
    with _alone():
        kept = _read_head(file)
        if count and _speaks_against(plan_id, kept):
            logger.error("journal %s: its head outside the database does not fit", plan_id)
        elif kept is None and not count and file.exists():
            logger.error("journal %s: its head outside the database cannot be read", plan_id)
        elif kept is None or kept["count"] < count:
            _write_head(file, plan_id, count, seal)


def _speaks_against(plan_id, kept):
    try:
        if kept is None or not _is_sealed(plan_id, kept):
            return True
    except UnknownKey:
        return True
    if kept["count"] == 0:
        return False
    there = Entry.objects.filter(plan_id=plan_id, seq=kept["count"]).values_list("seal", flat=True)
    return list(there) != [kept["seal"]]


def _write_head(file, plan_id, count, seal):
    key_id = settings.JOURNAL_KEY_ID
    kept = {"count": count, "seal": seal, "key_id": key_id}
    kept["hmac"] = seals.seal_text(_claim(plan_id, kept), key_id)
    new = file.with_suffix(".new")
    with new.open("w") as out:
        json.dump(kept, out)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


@contextmanager
def _alone():
    """One writer of heads at a time, over all threads and processes on this machine."""
    settings.JOURNAL_HEADS.mkdir(parents=True, exist_ok=True)
    with (settings.JOURNAL_HEADS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read_head(file):
    try:
        kept = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return kept if isinstance(kept, dict) and isinstance(kept.get("count"), int) else None


def _claim(plan_id, kept):
    return f"{UUID(str(plan_id))}:{kept.get('count')}:{kept.get('seal')}:{kept.get('key_id')}"


def _is_sealed(plan_id, kept):
    """Raises `UnknownKey`."""
    sealed = seals.seal_text(_claim(plan_id, kept), kept.get("key_id"))
    return hmac.compare_digest(str(kept.get("hmac")), sealed)


def _against_file(plan_id, kept, exists, last, promises):
    if kept is None and not exists:
        return ["head: the sealed head outside the database is missing"] if last else []
    try:
        if kept is None or not _is_sealed(plan_id, kept):
            return ["head: the sealed head outside the database was altered"]
    except UnknownKey as key:
        return [f"unknown key: the head outside the database is sealed with key “{key}”"]
    if kept["count"] > last:
        return [f"cut off: {kept['count']} entries were written, {last} are left"]
    if kept["count"] and promises[kept["count"]] != kept["seal"]:
        return ["altered: the journal was rewritten after its head was sealed"]
    return []
