"""The yeses of a demo family, from its data file beside this one."""

from datetime import timedelta

from django.utils.timezone import now as clock

from consent import actions, emails
from consent.actions.record import tell
from consent.standing import Book
from groeiplan import chapters, keys
from groeiplan.dates import end_of_day
from groeiplan.demo import day, moment, read
from groeiplan.models import Entry

SAME_EVENING = timedelta(hours=7.5)
HOW = ("explained", "language", "interpreter")
WORDS = ("purpose", "direction", *HOW)


def fill(plan, people, family):
    """Give every consent of this family's file, with the yes of everybody who must agree; none
    without a file."""
    made = {}
    for told in read("consent", family).get("consents", ()):
        consent = _give(plan, people, told, made)
        if "key" in told:
            made[told["key"]] = consent
        _others_answer(consent, people, told)
        if withdrawn := told.get("withdrawn"):
            _stopped(consent, people[withdrawn["by"]], _evening(withdrawn["on"]))


def _give(plan, people, told, made):
    about = [people[one] for one in told.get("about", ())]
    until = end_of_day(day(told["until"]))
    since = _begins(plan, about, moment(told["since"]), until)
    replaced = made[told["replaces"]] if "replaces" in told else None
    if replaced:
        _stopped(replaced, people[told["by"]], since)
    return actions.give(
        by=people[told["by"]],
        receiver=people[told["to"]],
        look=_chapters(plan, told["parts"]),
        change=_chapters(plan, told.get("change", ())),
        about=about,
        since=since,
        until=until,
        replaces=replaced,
        **{name: told.get(name, "") for name in WORDS},
    )


def _begins(plan, about, since, until):
    """The day in the file, or a birthday after it: then it was asked again, in demos of any day."""
    now = clock()
    if until <= now:
        return since
    book = Book(plan)
    turns = book.turns(book.covered([one.pk for one in about], since), since)
    return max([since, *(at for at, _person, _why in turns if at <= now)])


def _others_answer(consent, people, told):
    """Who is not named as waiting or refusing says yes: who has an account themselves, for the
    others somebody who is not involved wrote it down."""
    for asked in told.get("asked", ()):
        giver, noter = people[asked["giver"]], people.get(asked.get("noter"))
        _asked(consent, giver, moment(asked["on"]), noter, hides=asked.get("hides", False))
        emails.something_is_asked(noter or giver)
        if wants := asked.get("who"):  # "wie is dit?"
            consent.givers.filter(person=giver).update(wants_name_at=_evening(wants))
            emails.something_is_asked(consent.asked_by)
    refused = told.get("refused", {})
    silent = {people[one].pk for one in (*told.get("waits", ()), refused.get("giver")) if one}
    missing = set(Book(consent.plan).standing(consent).missing) - silent
    at = min(clock(), consent.since + SAME_EVENING)
    for giver in consent.plan.people.filter(pk__in=missing):
        if giver.user_id:
            actions.agree(consent, by=giver, at=at)
        else:
            how = {name: told.get(name, "") for name in HOW}
            noter = people[told["noter"]]
            _asked(consent, giver, consent.since, noter)
            actions.note_yes(consent, giver=giver, by=noter, at=at, **how)
    if refused:
        _refused(consent, people[refused["giver"]], _evening(refused["on"]), refused["words"])


# What people do happens now; in a story it happened then. The rows, and the journal, say when.


def _asked(consent, giver, at, noter=None, hides=False):
    asked = {"asked_at": at, "noter": noter, "hides_receiver": hides}
    consent.givers.filter(person=giver).update(**asked)
    tell(consent, Entry.Act.CONSENT_REQUESTED, consent.asked_by, at=at, whom=giver)


def _refused(consent, giver, at, words):
    consent.givers.filter(person=giver).update(refused_at=at, refused_words=words)
    tell(consent, Entry.Act.CONSENT_REFUSED, giver, at=at)


def _stopped(consent, by, at):
    consent.withdrawn_at, consent.withdrawn_by = at, by
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    keys.sync(consent.plan)
    tell(consent, Entry.Act.CONSENT_WITHDRAWN, by, at=at)


def _evening(value):
    return moment(value, "19:30")


def _chapters(plan, dotted):
    return [chapters.of(plan, *one.split(".", 1)) for one in dotted]
