"""One consent as it is now, held while something is written with it, and told in the journal."""

from django.utils.timezone import now as clock

from consent.models import Consent, Giver, Yes
from consent.standing import Book, reasons_kept
from groeiplan import journal, keys
from groeiplan.models import Entry

SAID = {
    Yes.Form.WRITTEN: Entry.Act.CONSENT_GIVEN,
    Yes.Form.SPOKEN: Entry.Act.YES_NOTED,
    Yes.Form.COURT: Entry.Act.COURT_READ,
}


class Refused(ValueError):
    """This cannot be done with this consent. `why`: nothing, past, long, oneself, family, young,
    elsewhere, again, nobody, giver, noter, reader, over, day, court, refused. `person`: whom that
    concerns."""

    def __init__(self, why, person=None):
        super().__init__(why)
        self.why, self.person = why, person


def held(consent, by):
    """This consent as it is in the database, with its plan held. Raises `Refused("elsewhere")`."""
    keys.hold(by.plan_id)
    found = Consent.objects.filter(pk=consent.pk, plan=by.plan_id).first()
    if found is None:
        raise Refused("elsewhere")
    return found


def asked_giver(consent, person, at=None):
    """The `Giver` of this person, where a yes or a no (of that moment) still means something; made
    when their say came later. Raises `Refused` ("giver" for whose yes is not needed or whose card
    was emptied, "over")."""
    book = Book(consent.plan_id)
    standing = book.standing(consent)
    if person.pk not in standing.needed or book.people[person.pk].emptied:
        raise Refused("giver", person)
    if consent.withdrawn_at or standing.ends_at <= (at or clock()):
        raise Refused("over")
    reasons = reasons_kept(standing.needed[person.pk])
    found, _made = Giver.objects.get_or_create(
        consent=consent, person=person, defaults={"plan_id": consent.plan_id, "reasons": reasons}
    )
    return found


def open_giver(consent, person, at=None):
    """As `asked_giver`, of who did not say no: that is not taken back, a new consent is asked
    instead (`Refused("refused")`)."""
    found = asked_giver(consent, person, at)
    if found.refused_at:
        raise Refused("refused", person)
    return found


def say_yes(consent, giver, *, at=None, **how):
    """Write this yes down, once, with the keys and the journal. `at` may be past, never to come."""
    now = clock()
    yes, first_time = Yes.objects.get_or_create(
        consent=consent,
        giver=giver,
        defaults={"plan_id": consent.plan_id, "at": min(at or now, now), **how},
    )
    if first_time:
        keys.sync(consent.plan)
        whom = giver if yes.noted_by else None
        tell(consent, SAID[yes.form], yes.read_by or yes.noted_by or giver, at=yes.at, whom=whom)
    return yes


def say_no(asked, by, words, at=None):
    """Write this `Giver`'s no down, with the keys and the journal. Only the first counts, with what
    was said then and by whom it was written down."""
    if asked.refused_at:
        asked.refresh_from_db()
        return asked
    now = clock()
    asked.refused_at, asked.refused_words = min(at or now, now), words
    asked.save()
    keys.sync(asked.consent.plan)
    whom = None if by.pk == asked.person_id else asked.person
    act = Entry.Act.NO_NOTED if whom else Entry.Act.CONSENT_REFUSED
    tell(asked.consent, act, by, at=asked.refused_at, whom=whom)
    return asked


def tell(consent, act, by, at=None, whom=None):
    """Write this in the journal: about whom it is shared with, unless `whom` says another. After
    the keys, because the plan is locked before its journal, here as everywhere."""
    journal.write(
        consent.plan_id,
        act,
        who=by,
        whom=whom or consent.receiver,
        chapters=consent.parts.values_list("chapter", flat=True),
        consents=[consent.pk],
        at=at,
    )
