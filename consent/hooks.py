"""What sharing tells the rest of the house: whose yes it was, and all consents to take along."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.models import Consent, Yes
from consent.sharing import (
    end_words,
    hidden_receivers,
    may_read,
    question_end_words,
    read_by,
)
from consent.standing import Book
from groeiplan.parts import listed


def consent_words(plan, ids):
    """{consent id: "Sanne, Kees en Noor zeiden ja"} of those of these consents that are this
    plan's; two queries. Whoever said yes first is named first; a court is named as a court."""
    consents = Consent.objects.filter(plan=plan, pk__in=ids).prefetch_related("yeses__giver")
    return {one.pk: _said_yes(sorted(one.yeses.all(), key=lambda yes: yes.at)) for one in consents}


def runs(visit, before):
    """{consent id: ((does it open?, until when), what ends it)} of what this family member may
    read, or read `before`. What waits for a yes can end sooner too; what is refused cannot."""
    if not visit.is_family:
        return {}
    return {
        one.consent.pk: (_how(one), _ends(one, before))
        for one in read_by(visit, known=before)
        if not one.consent.withdrawn_at
    }


def _how(shared):
    stands = shared.shuts or shared.waits
    return shared.shuts, shared.end if stands else shared.consent.asked_at


def _ends(shared, before):
    opened = shared.consent.pk not in before or before[shared.consent.pk][0][0]
    return end_words(shared) if opened else question_end_words(shared)


def kept_quiet(visit):
    """(consents, people) of this plan of which this family member may not read (yet), as ids: what
    `may_read` keeps from them, and whoever is known as a receiver from those alone."""
    book = Book(visit.plan)
    consents = Consent.objects.filter(plan=visit.plan).prefetch_related("about", "yeses", "givers")
    standings = [book.standing(one) for one in consents]
    quiet = {one.consent.pk for one in standings if not may_read(one, visit)}
    return quiet, hidden_receivers(standings, visit)


def export(visit):
    """For the family every consent in this plan that this visitor may read, newest first, with
    all that its page tells: dicts with ISO moments; `until` is exclusive. A guest takes nothing
    along: None."""
    if not visit.is_family:
        return None
    return [record(shared, visit.people) for shared in read_by(visit)]


def _said_yes(yeses):
    names = listed([_by_whom(yes) for yes in yeses])
    said = ngettext("%(names)s zei ja", "%(names)s zeiden ja", len(yeses))
    return said % {"names": names} if yeses else ""


def _by_whom(yes):
    name = yes.giver.shown_name
    if yes.form == Yes.Form.COURT:
        return _("de rechter (in plaats van %(name)s)") % {"name": name}
    return name


def record(shared, people):
    """One consent as plain data, with all that its page tells; the ids say which card is meant
    where two people share a name."""
    consent = shared.consent
    return {
        "id": str(consent.pk),
        "state": str(shared.state),
        "receiver_id": str(consent.receiver_id),
        "receiver": consent.receiver.shown_name,
        "role": consent.receiver_role,
        "organisation": consent.receiver_organisation,
        "parts": [
            {"part": str(part.chapter), "may_change": part.may_change}
            for part in consent.parts.all()
        ],
        "about": [person.shown_name for person in consent.about.all()],
        "purpose": consent.purpose,
        "direction": consent.direction,
        "explained": consent.explained,
        "language": consent.language,
        "interpreter": consent.interpreter,
        "asked_by": people[consent.asked_by_id].shown_name,
        "asked_at": consent.asked_at.isoformat(),
        "givers": [_giver(pk, shared.standing, people) for pk in shared.standing.needed],
        "since": consent.since.isoformat(),
        "until": consent.until.isoformat(),
        "opens_at": _iso(shared.standing.opens_at),
        "ends_at": shared.end.isoformat(),
        "withdrawn_at": _iso(consent.withdrawn_at),
        "withdrawn_by": _name(people, consent.withdrawn_by_id),
        "replaces": str(consent.replaces_id) if consent.replaces_id else None,
    }


def _giver(pk, standing, people):
    """One person whose yes it needs: why, what was asked and when, what was answered and how."""
    yes = standing.said.get(pk)
    asked = {one.person_id: one for one in standing.consent.givers.all()}.get(pk)
    return {
        "id": str(pk),
        "name": people[pk].shown_name,
        "reasons": [
            {"capacity": reason.capacity, "about": people[reason.about].shown_name}
            for reason in standing.needed[pk]
        ],
        "asked_at": _iso(asked and asked.asked_at),
        "hides_receiver": bool(asked and asked.hides_receiver),
        "wants_name_at": _iso(asked and asked.wants_name_at),
        "form": yes.form if yes else None,
        "at": _iso(yes and yes.at),
        "noted_by": _name(people, yes and yes.noted_by_id),
        "decided_on": _iso(yes and yes.decided_on),
        "court": yes.court if yes else "",
        "case_number": yes.case_number if yes else "",
        "read_by": _name(people, yes and yes.read_by_id),
        "explained": yes.explained if yes else "",
        "language": yes.language if yes else "",
        "interpreter": yes.interpreter if yes else "",
        "refused_at": _iso(asked and asked.refused_at),
        "refused_words": asked.refused_words if asked else "",
    }


def _iso(moment):
    return moment.isoformat() if moment else None


def _name(people, pk):
    return people[pk].shown_name if pk else None
