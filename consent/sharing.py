"""With whom the family shares, as its pages show it: a card a person, in a few queries."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.looks import Look, last_looks
from consent.models import Consent, Giver
from consent.parts import Part, part_of, place
from consent.standing import KEPT, UNANSWERED, Book, Standing, State, all_with_votes
from consent.voices import Answer, Voice, names_of, voices
from groeiplan.access import live_keys
from groeiplan.actions import invitations
from groeiplan.dates import day_of, say_day, say_moment
from groeiplan.models import Invitation, Person

OVER = (State.WITHDRAWN, State.ENDED)


@dataclass(frozen=True)
class Shared:
    """One consent in words, as it stands now. `asleep`: it would open, but the family's own time
    keeps the receiver's keys shut."""

    consent: Consent
    parts: list[Part]
    standing: Standing
    state: State
    voices: list[Voice]
    asleep: bool
    now: datetime

    @property
    def contributes(self):
        """The names of the parts in which the receiver may add something."""
        return [part.label for part in self.parts if part.may_change]

    @property
    def end(self):
        """When it ends by itself: a birthday may come before `until`."""
        return self.standing.ends_at

    @property
    def mine(self):
        """One's own `Voice`, where one's answer is still open; None otherwise."""
        return next((v for v in self.voices if v.mine and v.answer == Answer.OPEN), None)

    @property
    def unanswered(self):
        """The `Voice`s of whom an answer is still open."""
        return [one for one in self.voices if one.answer == Answer.OPEN]

    @property
    def waits(self):
        """Is it still waiting for somebody's answer?"""
        return self.state == State.WAITING

    @property
    def may_stop(self):
        """Is there still something to take back?"""
        return self.consent.withdrawn_at is None and self.consent.until > self.now

    @property
    def never_opened(self):
        """Was it stopped before it could open: a yes was still missing, or its first day was to
        come?"""
        stopped, agreed = self.consent.withdrawn_at, self.standing.agreed_at
        return stopped is not None and (agreed is None or stopped <= agreed)

    @property
    def agreed(self):
        """Did everybody agree to it? Else it is what somebody wants or wanted to share."""
        return self.standing.is_complete

    @property
    def shuts(self):
        """Would stopping shut what is open, or is to open by itself?"""
        return self.state in (State.OPEN, State.AHEAD)

    @property
    def is_question(self):
        """Is it only a question still, because somebody's yes is missing?"""
        return not self.shuts and self.standing.agreed_at is None

    @property
    def asked_nobody(self):
        """Did no question go out to anybody yet? Then there is no asking to stop."""
        return not any(one.asked_at for one in self.consent.givers.all())

    @property
    def stop_words(self):
        """What stopping it is called."""
        if not self.is_question:
            return _("Stoppen met delen")
        return _("Toch niet delen") if self.asked_nobody else _("Stoppen met vragen")

    @property
    def begins_at(self):
        """When it opened, or will by itself: its last yes, or its first day where that is later;
        None while that hangs on somebody, or where a no came before it."""
        begins, noes = self.standing.agreed_at, self.standing.refused.values()
        if begins is None or any(one.refused_at <= begins for one in noes):
            return None
        stopped = min(self.consent.withdrawn_at or self.end, self.end)
        return begins if begins < stopped else None

    @property
    def begin_words(self):
        """Since when it is or was open, to the minute, or what that waits for."""
        return begin_words(self, lambda moment: say_moment(moment, self.now))

    @property
    def heading(self):
        """What its record is: an agreement, one that is over, or a wish that waits or did not come
        true."""
        if self.agreed:
            return _("Wat we toen afspraken") if self.state in OVER else _("Wat we afspraken")
        return _("Wat we willen delen") if self.may_stop else _("Wat we wilden delen")

    @property
    def words(self):
        """Its state in a few words."""
        return _STATES[self.state](self)

    @property
    def turn_words(self):
        """Why it ends before its last day, "" where it does not."""
        if self.end == self.consent.until:
            return ""
        return turn_words(self.standing.turn, self.now)


def _waits_for(shared):
    return _("wacht op %(names)s") % {"names": names_of(shared.unanswered)}


def _begins(shared):
    day = say_day(day_of(shared.standing.opens_at), localdate(shared.now))
    return _("begint op %(day)s") % {"day": day}


def _nobody_decides(shared):
    name = {"name": shared.standing.undecided.shown_name}
    return _("dicht: bij %(name)s staat niet wie het gezag heeft") % name


def _stopped(shared):
    if not shared.never_opened:
        return _("ingetrokken")
    missing = shared.standing.missing
    return _("gestopt, niet iedereen zei ja") if missing else _("gestopt voordat het begon")


def _ended(shared):
    turned = shared.standing.turn and shared.consent.until > shared.now
    return _("dicht, spreek het opnieuw af") if turned else _("verlopen")


_STATES = {
    State.OPEN: lambda _shared: _("iedereen zegt ja"),
    State.WAITING: _waits_for,
    State.DISAGREE: lambda _shared: _("we zijn het niet eens"),
    State.NOBODY: _nobody_decides,
    State.AHEAD: _begins,
    State.WITHDRAWN: _stopped,
    State.ENDED: _ended,
}


def begin_words(shared, say):
    """When it opened or opens, its moments put into words by `say`; or what that waits for. Not
    when it was asked: nothing was open then."""
    if shared.begins_at:
        return say(shared.begins_at)
    if shared.state in OVER and shared.agreed:
        return _("zou beginnen: %(day)s") % {"day": say(shared.standing.agreed_at)}
    if shared.state in (*OVER, State.DISAGREE):
        return _("staat niet open: niet iedereen zei ja")
    if shared.consent.since > shared.now:
        said = _("%(day)s, als iedereen dan ja heeft gezegd")
        return said % {"day": say(shared.consent.since)}
    return _("zodra iedereen ja heeft gezegd")


def turn_words(turn, now):
    """What changes at a `Book.turns` turn, and that it closes the sharing then; "" for None."""
    if turn is None:
        return ""
    moment, person, why = turn
    words = {"name": person.shown_name, "age": why, "day": say_day(moment, localdate(now))}
    if why == KEPT:
        said = _(
            "%(day)s stopt dit. Bij %(name)s stond eerst iets anders opgeschreven: een "
            "geboortedatum, gezag of hoe er beslist wordt. Ook nu dat is verbeterd, gaat het niet "
            "vanzelf weer open. Vraag het opnieuw als jullie dat willen."
        )
        said = said % words
        return f"{said[0].upper()}{said[1:]}"
    if why == "authority":
        said = _("%(day)s verandert wie het gezag over %(name)s heeft. Dan gaat dit vanzelf dicht.")
    elif why == "rule":
        said = _(
            "%(day)s verandert hoe er over %(name)s beslist wordt. Dan gaat dit vanzelf dicht."
        )
    else:
        said = _("%(name)s wordt %(age)s (%(day)s). Op die verjaardag gaat dit vanzelf dicht.")
    said = said % words
    again = _("Daarna kunnen jullie het opnieuw afspreken.")
    return f"{said[0].upper()}{said[1:]} {again}"


def end_words(shared):
    """What a change that is not kept yet would do to this consent: when and why it stops."""
    name = {"name": shared.consent.receiver.shown_name}
    if shared.state == State.WAITING:
        said = _("Delen met %(name)s gaat dan meteen dicht, tot %(missing)s ja zegt.")
        return said % {**name, "missing": names_of(shared.unanswered)}
    if shared.end <= shared.now or shared.state == State.NOBODY or not shared.standing.turn:
        return _("Delen met %(name)s stopt dan meteen.") % name
    return _then(_("Delen met %(name)s stopt dan %(day)s") % {**name, **_turn_day(shared)}, shared)


def question_end_words(shared):
    """The same of what still waits for somebody's yes: nothing shuts, but the question stops."""
    name = {"name": shared.consent.receiver.shown_name}
    if shared.end <= shared.now or not shared.waits or not shared.standing.turn:
        return _("De vraag om met %(name)s te delen stopt dan meteen.") % name
    said = _("De vraag om met %(name)s te delen stopt dan %(day)s")
    return _then(said % {**name, **_turn_day(shared)}, shared)


def _turn_day(shared):
    return {"day": say_day(shared.standing.turn[0], localdate(shared.now))}


def _then(said, shared):
    """What ends then, and why."""
    _moment, person, why = shared.standing.turn
    words = {"said": said, "who": person.shown_name, "age": why}
    return _WHY_THEN.get(why, _WHY_BIRTHDAY) % words


_WHY_THEN = {
    "authority": gettext_lazy("%(said)s, want dan verandert wie het gezag over %(who)s heeft."),
    "rule": gettext_lazy("%(said)s, want dan verandert hoe er over %(who)s beslist wordt."),
}
_WHY_BIRTHDAY = gettext_lazy("%(said)s, want %(who)s wordt dan %(age)s.")


@dataclass
class Sharing:
    """Everything about one person on the page."""

    person: Person
    shared: list[Shared] = field(default_factory=list)
    invitation: Invitation | None = None
    look: Look | None = None
    missing: list[Person] = field(default_factory=list)  # whose "ja, dit is …" is still needed
    may_confirm: bool = False  # does the visitor's own "ja" count, and is it still to be said?
    now: datetime | None = None

    @property
    def state(self):
        """waiting (somebody stands at the door), open, asleep, invited, lapsed (everybody says
        yes, but there is no way in), or shut."""
        if self.invitation and self.invitation.waits_for_confirmation:
            return "waiting"
        opened = [one for one in self.shared if one.state == State.OPEN]
        if self.person.user_id and opened:
            return "asleep" if all(one.asleep for one in opened) else "open"
        sent = self.invitation and self.invitation.sent_at
        if sent and self.invitation.is_open(self.now):
            return "invited"
        return "lapsed" if opened and not self.person.user_id else "shut"

    @property
    def end(self):
        """The last of the ends of what is open; None when nothing is."""
        ends = [one.end for one in self.shared if one.state == State.OPEN]
        return max(ends, default=None)


@dataclass
class Overview:
    """The page: what needs the visitor's own answer, a card for everybody, and earlier consents."""

    mine: list[tuple[Giver, Shared]]
    cards: list[Sharing]
    earlier: list[Shared]


def consents_of(plan):
    """This plan's consents, newest first, with all that a page says about them."""
    return (
        all_with_votes(plan)
        .select_related("receiver__organisation")
        .prefetch_related("parts__chapter")
        .order_by("-since", "pk")
    )


def read_by(visit, consents=None, known=()):
    """This plan's consents (or these) as `Shared`, newest first: those that this family member may
    read (`may_read`), and those with an id that is `known`: read a moment ago."""
    book = Book(visit.plan)
    if consents is None:
        consents = consents_of(visit.plan)
    standings = [book.standing(one) for one in consents]
    readable = [one for one in standings if one.consent.pk in known or may_read(one, visit)]
    return _described(readable, visit)


def what_sees(visit, receiver):
    """The `Shared` by which this person reads along now, newest first."""
    found = read_by(visit, consents_of(visit.plan).filter(receiver=receiver))
    return [one for one in found if one.state == State.OPEN]


def seeing(visit):
    """The people (ids) who read along now by some yes."""
    book = Book(visit.plan)
    standings = (book.standing(one) for one in all_with_votes(visit.plan))
    return {one.consent.receiver_id for one in standings if one.state(visit.now) == State.OPEN}


def may_read(standing, visit):
    """May this family member read this consent (`Standing.is_known_to`)? Who looks as another reads
    what both may (decision 0011). Every page, file and API asks it here."""
    return all(standing.is_known_to(one.person) for one in visit.eyes)


def hidden_receivers(standings, visit):
    """The people (ids) known as a receiver only from what `may_read` keeps from this visitor."""
    told = {one.consent.receiver_id for one in standings if may_read(one, visit)}
    return {one.consent.receiver_id for one in standings} - told


def invited(visit, receiver):
    """The invitation for this card that still stands, as far as this visitor may know, or None."""
    pending = Invitation.objects.filter(person=receiver, confirmed_at=None, closed_at=None)
    standing = [one for one in pending if one.accepted_at or one.is_open(visit.now)]
    if not standing:
        return None
    book = Book(visit.plan)
    about = [book.standing(one) for one in all_with_votes(visit.plan).filter(receiver=receiver)]
    hidden = hidden_receivers(about, visit)
    return next((one for one in standing if _may_know_of(one, visit, hidden)), None)


def _may_know_of(invitation, visit, hidden):
    """An invitation may not tell of a question that is kept from somebody who looks here; whoever
    sent it knows of it."""
    theirs = all(invitation.invited_by_id == one.person.pk for one in visit.eyes)
    return theirs or invitation.person_id not in hidden


def _described(standings, visit):
    keys = live_keys(visit.now, visit.plan)
    awake = set(keys.filter(consent__isnull=False).values_list("consent", flat=True))
    return [
        Shared(
            consent=one.consent,
            parts=[
                part_of(part.chapter, part.may_change)
                for part in sorted(one.consent.parts.all(), key=lambda part: place(part.chapter))
            ],
            standing=one,
            state=one.state(visit.now),
            voices=voices(one, visit.people, visit.person.pk),
            asleep=one.consent.pk not in awake,
            now=visit.now,
        )
        for one in standings
    ]


def overview(visit):
    """The `Overview` of a family member. Who stands at the door comes first."""
    book, people, earlier = Book(visit.plan), {}, []
    standings = [book.standing(one) for one in consents_of(visit.plan)]
    readable = [one for one in standings if may_read(one, visit)]
    for one in _described(readable, visit):
        receiver = one.consent.receiver
        if one.may_stop and not receiver.is_family(visit.now):
            people.setdefault(receiver.pk, Sharing(receiver, now=visit.now)).shared.append(one)
        else:
            earlier.append(one)
    _add_invitations(visit, people, hidden_receivers(standings, visit))
    for person, look in last_looks(visit, list(people)).items():
        people[person].look = look
    cards = sorted(people.values(), key=_place_of)
    return Overview(_asked_of(visit, standings), cards, earlier)


ORDER = {"waiting": 0, "shut": 3, "open": 4, "asleep": 5, "invited": 6, "lapsed": 7}


def _place_of(card):
    """Whoever stands at the door first, then what waits for an answer, the newest first."""
    waits = [one.consent.asked_at for one in card.shared if one.waits]
    if card.state != "waiting" and waits:
        return 1, -max(waits).timestamp(), card.person.known_by.lower()
    return ORDER[card.state], 0, card.person.known_by.lower()


def _asked_of(visit, standings):
    """What was asked of the visitor and still waits for their answer: (Giver, Shared)."""
    found = []
    for one in standings:
        if one.state(visit.now) not in UNANSWERED or visit.person.pk not in one.missing:
            continue
        if visit.person.pk in one.refused or (visit.by and not may_read(one, visit)):
            continue
        giver = {giver.person_id: giver for giver in one.consent.givers.all()}
        asked = giver.get(visit.person.pk)
        if asked and asked.asked_at:
            found.append((asked, one))
    shared = _described([one for _asked, one in found], visit) if found else []
    return list(zip([asked for asked, _one in found], shared, strict=True))


def _add_invitations(visit, people, hidden):
    """Invitations stand on their card; not those that would tell of a hidden consent."""
    pending = (
        Invitation.objects.filter(plan=visit.plan, confirmed_at=None, closed_at=None)
        .filter(person__emptied=None)
        .select_related("person__organisation", "invited_by", "accepted_by")
        .prefetch_related("yeses")
        # Where two stand for one card, who is at the door is shown, or else the newest.
        .order_by(F("accepted_at").asc(nulls_first=True), "created")
    )
    adults = invitations.adults_of(visit.plan.pk)
    for one in pending:
        if one.accepted_at is None and not one.invited_by.is_family(visit.now):
            continue  # nobody can accept it any more
        if not _may_know_of(one, visit, hidden):
            continue
        card = people.setdefault(one.person_id, Sharing(one.person, now=visit.now))
        card.invitation = one
        card.missing = invitations.still_to_confirm(one, adults)
        able = invitations.may_confirm(one, adults)
        card.may_confirm = visit.person in able and (
            visit.person in card.missing or not card.missing
        )
