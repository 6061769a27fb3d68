"""Sharing with one person: the form, "Klopt dit?", and the yes. What is filled in is kept as a
draft (`consent.drafts`), and whatever is sent leads on to a page of its own, so that Back finds a
page and never asks to send a form again."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent import actions, drafts, sharing
from consent.drafts import Draft
from consent.forms import GiveForm, as_chosen
from consent.models import Consent
from consent.parts import grouped, part_of, place
from consent.refusals import WORDS, in_words
from consent.standing import Book
from consent.views.sharing import (
    ONLY_ASKED,
    card_of,
    enter_as_family,
    no_need,
    nobody_of,
    shared_of,
    who_reads,
)
from consent.voices import names_of, needed_voices
from groeiplan.access import Visit
from groeiplan.actions.invitations import Unusable
from groeiplan.dates import say_until
from groeiplan.models import Person
from groeiplan.views.reading import only_shows

# What is said of the receiver's invitation while a yes is missing (`_invitation`).
INVITATIONS = {
    "held": gettext_lazy("De uitnodiging aan %(name)s gaat pas weg als iedereen ja zegt."),
    "gone": gettext_lazy("%(name)s is al uitgenodigd, maar ziet pas iets als iedereen ja zegt."),
    "": "",
}
SEEN_AS = ("look", "change", "whole", "about")  # what looking as the other asks of a draft


@dataclass
class Filled:
    """One form for sharing: with whom, in the place of which consent, and under which id.
    `needed`: whose yes it needs, once that was asked. `nobody`: about whom nobody decides."""

    visit: Visit
    receiver: Person
    old: Consent | None
    pk: UUID
    form: GiveForm
    needed: dict = field(default_factory=dict)
    nobody: dict | None = None

    @property
    def address(self):
        """Where it is filled in."""
        name, of = ("change_form", self.old) if self.old else ("give_form", self.receiver)
        return reverse(f"consent:{name}", args=[self.visit.plan.pk, of.pk, self.pk])

    @property
    def summary(self):
        """Where it is read back before the yes."""
        return reverse("consent:summary", args=[self.visit.plan.pk, self.pk])

    @property
    def replaced(self):
        """The consent this one takes the place of, where that one still runs."""
        old = self.old
        running = old and old.withdrawn_at is None and old.until > self.visit.now
        return old if running else None

    @property
    def given(self):
        """What would be given."""
        return {name: one for name, one in self.form.cleaned_data.items() if name not in ONLY_ASKED}

    @property
    def mark(self):
        """The same mark: not a word of what is read before the yes is different."""
        typed = sorted((name, sorted(values)) for name, values in self.draft.typed.lists())
        needed = sorted((str(who), sorted(map(str, why))) for who, why in self.needed.items())
        said = [typed, needed, str(self.replaced and self.replaced.pk)]
        return salted_hmac("consent.summary", repr(said)).hexdigest()[:24]

    @property
    def changes_nothing(self):
        """Would it only end a running consent to give the very same anew, and lose each yes?"""
        given = {name: one for name, one in self.given.items() if name != "consent_id"}
        return "email" not in given and self.replaced and actions.repeats(self.replaced, **given)

    @property
    def draft(self):
        """What is kept of it: the answers to this form's questions, and nothing else."""
        typed = self.form.data.copy()
        for name in set(typed) - set(self.form.fields) | {"consent_id"}:
            typed.pop(name, None)
        return Draft(self.pk, self.receiver.pk, self.old and self.old.pk, typed)

    def fits(self):
        """Is it filled in rightly, and can somebody decide about it? What is wrong is said at the
        form."""
        if not self.form.is_valid():
            return False
        given = self.form.cleaned_data
        asked = {"receiver": self.receiver, "about": given["about"], "since": given["since"]}
        try:
            self.needed = actions.whose_yes(by=self.visit.person, **asked)
        except actions.Refused as refused:
            self.refuse(refused)
        return not self.form.errors

    def refuse(self, refused):
        """Say at the form why it cannot be given, and where to write down what is missing."""
        self.form.add_error(None, in_words(refused))
        if refused.why == "nobody":
            self.nobody = nobody_of(self.visit, refused.person, self.address)


@only_shows
def give(request, plan, person):
    """A new form to share with this person, at an address of its own."""
    visit = enter_as_family(request, plan)
    receiver = card_of(visit, person)
    refused = _no_need(request, receiver)
    return refused or redirect("consent:give_form", visit.plan.pk, receiver.pk, uuid4())


@only_shows
def change(request, plan, consent):
    """The same with what was agreed before on it. That one stops when the new one is given: a
    record is never edited (DOMAIN §6)."""
    visit = enter_as_family(request, plan)
    old = shared_of(visit, consent).consent
    refused = _no_need(request, old.receiver)
    return refused or redirect("consent:change_form", visit.plan.pk, old.pk, uuid4())


def give_form(request, plan, person, draft):
    """What may this person see, and how long."""
    visit = enter_as_family(request, plan)
    return _fill_in(request, card_of(visit, person), draft)


def change_form(request, plan, consent, draft):
    """The same, in the place of this consent."""
    visit = enter_as_family(request, plan)
    old = shared_of(visit, consent).consent
    return _fill_in(request, old.receiver, draft, old)


def summary(request, plan, draft):
    """Everything in plain words, before the "ja"; then the "ja", or leaving it."""
    visit = enter_as_family(request, plan)
    if "drop" in request.POST:
        drafts.drop(request, visit, draft)
        messages.info(request, _("Het formulier is weg. Er is niets gedeeld."))
        return redirect("consent:index", visit.plan.pk)
    kept = drafts.of(request, visit, draft)
    if kept is None:
        return _not_kept(request, draft)
    receiver = card_of(visit, kept.receiver)
    if refused := _no_need(request, receiver):
        return refused
    old = shared_of(visit, kept.old).consent if kept.old else None
    filled = _filled(visit, receiver, draft, old, kept.typed)
    if not filled.fits():  # something changed since: the form says what
        return redirect(filled.address)
    if request.method != "POST":
        return _sum_up(request, filled)
    if (
        request.POST.get("mark", filled.mark) != filled.mark
    ):  # it changed in another window: read it first
        messages.warning(request, _("Dit is intussen veranderd. Lees het nog eens."))
        return redirect(filled.summary)
    return _give(request, filled)


def _fill_in(request, receiver, pk, old=None):
    visit = request.visit
    if refused := _no_need(request, receiver):
        return refused
    kept = drafts.of(request, visit, pk)
    if kept and not kept.is_of(receiver, old):
        raise Http404
    made = None if kept else _made(visit, pk)
    if request.method == "POST":
        return _sent(request, _filled(visit, receiver, pk, old, request.POST), made)
    if made:
        return _not_kept(request, pk)
    filled = _filled(visit, receiver, pk, old, kept.typed if kept else None)
    if kept:
        filled.fits()
    return _ask(request, filled)


def _filled(visit, receiver, pk, old, typed):
    if typed is not None:
        typed = typed.copy()
        typed["consent_id"] = str(pk)
    form = GiveForm(
        typed,
        visit=visit,
        receiver=receiver,
        invited=sharing.invited(visit, receiver),
        initial=as_chosen(old, visit.now) if old else None,
    )
    return Filled(visit, receiver, old, pk, form)


def _sent(request, filled, made):
    """What was sent is kept, whether it fits or not: nothing that was typed is lost. Where it was
    given before, the same words are the same yes, and other words are not shared yet."""
    drafts.keep(request, filled.visit, filled.draft)
    if not filled.fits():
        return _ask(request, filled, 422)
    if filled.changes_nothing:
        drafts.drop(request, filled.visit, filled.pk)
        messages.info(request, _("Er is niets veranderd. Alles blijft zoals het was."))
        return redirect("consent:consent", filled.visit.plan.pk, filled.old.pk)
    return _give(request, filled) if made else redirect(filled.summary)


def _ask(request, filled, status=200):
    visit, form, receiver = filled.visit, filled.form, filled.receiver
    waiting = drafts.unfinished(request, visit, receiver, filled.old)
    page = {
        "who": who_reads(visit),
        "filled": filled,
        "form": form,
        "old": filled.old,
        "receiver": receiver,
        "groups": grouped(form.chapters.values()),
        "looking": form["look"].value() or (),
        "changing": form["change"].value() or (),
        "invited": "email" not in form.fields and not request.visit.knows_account(receiver),
        "sees": [] if filled.old else sharing.what_sees(visit, receiver),
        "nobody": filled.nobody,
        "unfinished": None if form.is_bound else next(iter(waiting), None),
    }
    return render(request, "consent/give.html", page, status=status)


def _sum_up(request, filled):
    visit, given, receiver = filled.visit, filled.form.cleaned_data, filled.receiver
    all_voices = needed_voices(filled.needed, visit.people, visit.person.pk)
    hidden = [one for one in filled.form.chapters.values() if one not in given["look"]]
    page = {
        "filled": filled,
        "form": filled.form,
        "receiver": receiver,
        "invitation": _invitation(filled),
        "mark": filled.mark,
        "opened": [
            part_of(one, one in given["change"]) for one in sorted(given["look"], key=place)
        ],
        "hidden": [part_of(one) for one in sorted(hidden, key=place)],
        "direction": filled.form.fields["direction"].choices,
        "begins": localdate(given["since"]) if given["since"] else None,
        "until": say_until(given["until"], localdate()),
        "voices": all_voices,
        "own": next((one for one in all_voices if one.mine), None),
        "others": names_of([one for one in all_voices if not one.mine]),
        "turn": sharing.turn_words(_first_turn(visit, given), visit.now),
        "replaces": filled.replaced,
        "seen_as": [(name, one) for name in SEEN_AS for one in filled.form.data.getlist(name)],
    }
    return render(request, "consent/summary.html", page)


def _give(request, filled):
    visit, replaced = filled.visit, filled.replaced
    try:
        made = actions.give(
            by=visit.person, receiver=filled.receiver, replaces=replaced, **filled.given
        )
    except (actions.Refused, Unusable) as refused:
        return _refused(request, filled, refused)
    except IntegrityError:  # this id is somebody else's consent
        raise Http404 from None
    drafts.drop(request, visit, filled.pk)
    shared = shared_of(visit, made.pk)
    messages.success(request, _said(filled, shared))
    return _led_on(shared)


def _refused(request, filled, refused):
    filled.refuse(refused)
    if refused.why != "again":
        return _ask(request, filled, 422)
    drafts.drop(request, filled.visit, filled.pk)
    filled.pk = uuid4()  # a fresh id: sent again, it is a new yes
    drafts.keep(request, filled.visit, filled.draft)
    return _ask(request, filled, 409)


def _not_kept(request, pk):
    """Nothing is kept under this id: it was given, and then this says so; or it is gone, or was
    never the visitor's, which nobody can tell apart."""
    made = _made(request.visit, pk)
    if made and request.method == "POST":  # the same yes sent twice
        return _led_on(made)
    return render(request, "consent/draft_over.html", {"made": made}, status=200 if made else 404)


def _made(visit, pk):
    """The consent with this id as `Shared`, where the visitor may read it; or None."""
    found = sharing.read_by(visit, sharing.consents_of(visit.plan).filter(pk=pk))
    return found[0] if found else None


def _led_on(shared):
    plan = shared.consent.plan_id
    if shared.waits:
        return redirect("consent:consent", plan, shared.consent.pk)
    return redirect("consent:index", plan)


def _no_need(request, receiver):
    """The page that says why nothing is shared with this card, or None."""
    if why := no_need(request.visit, receiver):
        status = 422 if request.method == "POST" else 200
        page = {"receiver": receiver, "why": WORDS[why]}
        return render(request, "consent/no_need.html", page, status=status)
    return None


def _said(filled, shared):
    receiver, form = filled.receiver, filled.form
    name = {"name": receiver.shown_name, "names": names_of(shared.unanswered)}
    if shared.unanswered:
        said = _("Dit staat klaar, nog dicht: wacht op %(names)s. Er ging niets naar hen.") % name
        more = capfirst(str(INVITATIONS[_invitation(filled)]) % name)
        return f"{said} {more}".strip()
    if form.cleaned_data["since"]:
        return _("Dit staat klaar voor %(name)s en gaat vanzelf open op de eerste dag.") % name
    if form.visit.knows_account(receiver):
        return capfirst(_("%(name)s mag dit nu zien.") % name)
    if "email" in form.fields:
        return _("We sturen %(name)s een uitnodiging.") % name
    return _("Dit staat klaar voor %(name)s.") % name


def _invitation(filled):
    """How it stands with the receiver's invitation, as far as this visitor may know: "held" until
    everybody says yes, "gone" already, or "" where none is needed any more."""
    visit, receiver = filled.visit, filled.receiver
    if visit.knows_account(receiver):
        return ""
    standing = None if "email" in filled.form.fields else sharing.invited(visit, receiver)
    return "gone" if standing and standing.sent_at else "held"


def _first_turn(visit, given):
    """The first change of who decides within the time asked, as in `Book.turns`; or None."""
    book, begins = Book(visit.plan), given["since"] or visit.now
    people = book.covered([one.pk for one in given["about"]], begins)
    turns = book.turns(people, begins)
    return next((turn for turn in turns if turn[0] < given["until"]), None)
