"""How one person decides, where that is not as their age says: writing it down, and ending it.
Guests do not know this room exists."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent import rules as actions
from consent.asking_forms import EndForm, RuleForm
from consent.models import DecisionRule
from consent.needed import DECIDES, HAS_A_SAY, NobodyDecides, Subject, who_must_agree
from consent.standing import Book
from consent.views.sharing import enter_as_family
from groeiplan.dates import age_on
from groeiplan.foresee import stops
from groeiplan.models import Person
from groeiplan.parts import listed

Kind = DecisionRule.Kind
REFUSED = {
    "oneself": gettext_lazy("Over jezelf schrijf je dit niet op. Dat doet een ander."),
    "elsewhere": gettext_lazy("Deze persoon hoort niet bij jullie plan."),
    "empty": gettext_lazy("Schrijf op waarom. Eén zin is genoeg."),
    "age": gettext_lazy(
        "Dat past niet bij de leeftijd op die dag. “Jongere beslist” kan van 12 tot en met 15 "
        "jaar. “Kan dit nu niet zelf afwegen” kan vanaf 12 jaar."
    ),
    "nobody": gettext_lazy(
        "Dan is er niemand meer die ja of nee kan zeggen. Schrijf bij de deelnemers eerst op wie "
        "gezag heeft, of wie de wettelijk vertegenwoordiger is."
    ),
    "again": gettext_lazy("Er geldt al iets voor deze persoon. Stop dat eerst."),
    "period": gettext_lazy("Die dag ligt voor de dag waarop dit begon. Kies een latere dag."),
    "over": gettext_lazy("Dit was al gestopt. Er is niets veranderd."),
}


@dataclass(frozen=True)
class Choice:
    """One thing that can be written down, and whose yes is needed before and after it."""

    kind: Kind
    before: str
    after: str  # "" where nobody would be left


def rules(request, plan, person):
    """What holds for this person, what held before, and writing something down."""
    visit = enter_as_family(request, plan)
    card = _card(visit, person)
    running = actions.in_force(card)
    choices = [] if running else _choices(visit, card)
    kinds = [one.kind for one in choices]
    form = RuleForm(request.POST if request.method == "POST" else None, kinds=kinds)
    if request.method == "POST" and not choices:
        return _refused_post(request, card, form, running)
    if request.method != "POST" or not form.is_valid():
        return _show(request, card, form, choices, running, 422 if form.errors else 200)

    def save():
        actions.set_rule(by=visit.person, person=card, **form.cleaned_data)

    try:
        if "stops" not in request.POST and (ends := stops(visit, save)):
            return _show(request, card, form, choices, running, 422, ends)
        save()
    except actions.Refused as refused:
        form.add_error(None, REFUSED[refused.why])
        status = 409 if refused.why == "again" else 422
        return _show(request, card, form, choices, running, status)
    messages.success(request, _("Opgeschreven."))
    return redirect("consent:rules", visit.plan.pk, card.pk)


def _refused_post(request, card, form, running):
    """Nothing can be written down now: the same thing sent twice shows that it stands; what does
    not fit any more says why; who may not is told so by the door."""
    if not running:
        raise PermissionDenied
    sent = (request.POST.get("kind"), request.POST.get("why", "").strip())
    if sent == (running.kind, running.why):
        return redirect("consent:rules", request.visit.plan.pk, card.pk)
    form.is_valid()
    form.add_error(None, REFUSED["again"])
    return _show(request, card, form, [], running, 409)


def _show(request, card, form, choices, running, status, ends=()):
    visit, today = request.visit, localdate()
    noted = DecisionRule.objects.filter(person=card).select_related("noted_by").order_by("-since")
    page = {
        "person": card,
        "is_me": card.pk == visit.person.pk,
        **_answers(visit, running),
        "form": form,
        "stops": ends,
        "choices": choices,
        "running": running,
        "begun": bool(running and running.since <= today),
        "may_end": bool(running and actions.may_rule(visit.person, card, running.kind)),
        "earlier": [one for one in noted if running is None or one.pk != running.pk],
        "young": card.born is not None and age_on(card.born, today) < HAS_A_SAY,
        "adult": card.is_adult(today),
    }
    return render(request, "consent/asking/rules.html", page, status=status)


def _answers(visit, rule):
    """Whether this rule counts and who said what of it; `mine`: what this visitor said ("" for
    nothing yet), None where they are not asked."""
    if rule is None:
        return {"counts": False, "waits": "", "agreed": "", "denied": "", "mine": None}
    book, me = Book(visit.plan.pk), visit.person.pk
    said = {one.person_id: one.agrees for one in rule.answers.all()}
    asked = [one for pk, one in book.people.items() if pk in book.asked_of(rule)]
    names = {
        how: listed([one.shown_name for one in asked if said.get(one.pk) is answer])
        for how, answer in (("waits", None), ("agreed", True), ("denied", False))
    }
    mine = {True: "yes", False: "no", None: ""}[said.get(me)]
    return {
        **names,
        "counts": book.counts(rule),
        "mine": mine if me in {one.pk for one in asked} else None,
    }


def answer(request, plan, rule):
    """Somebody whose yes a rule takes away says whether that is right. Read and asked on the page
    of the person it is about."""
    visit = enter_as_family(request, plan)
    found = DecisionRule.objects.filter(plan=visit.plan, pk=rule).select_related("person").first()
    if found is None:
        raise Http404
    back = redirect("consent:rules", visit.plan.pk, found.person_id)
    if request.method != "POST" or request.POST.get("agrees") not in ("yes", "no"):
        return back

    def save():
        actions.answer_rule(found, by=visit.person, agrees=request.POST["agrees"] == "yes")

    try:
        if "stops" not in request.POST and (ends := stops(visit, save)):
            running = actions.in_force(found.person)
            return _show(request, found.person, None, [], running, 422, ends)
        save()
    except actions.Refused as refused:
        messages.error(request, REFUSED[refused.why])
        return back
    messages.success(request, _("Opgeschreven wat jij zegt."))
    return back


def end(request, plan, rule):
    """The last day of what was written down: what that does, one button."""
    visit = enter_as_family(request, plan)
    found = DecisionRule.objects.filter(plan=visit.plan, pk=rule).select_related("person").first()
    if found is None:
        raise Http404
    if not actions.may_rule(visit.person, found.person, found.kind):
        raise PermissionDenied
    back = reverse("consent:rules", args=[visit.plan.pk, found.person_id])
    form = EndForm(request.POST if request.method == "POST" else None)
    if found.until is not None:
        return redirect(back)
    if request.method != "POST" or not form.is_valid():
        return _show_end(request, found, form, back, 422 if form.errors else 200)

    def save():
        actions.end_rule(found, by=visit.person, until=form.cleaned_data["until"])

    try:
        if "stops" not in request.POST and (ends := stops(visit, save)):
            return _show_end(request, found, form, back, 422, ends)
        save()
    except actions.Refused as refused:
        form.add_error(None, REFUSED[refused.why])
        return _show_end(request, found, form, back, 422)
    messages.success(request, _("Opgeschreven: dit stopt."))
    return redirect(back)


def _show_end(request, rule, form, back, status, ends=()):
    name = {"name": rule.person.shown_name}
    page = {
        "title": _("“%(kind)s” laten stoppen?") % {"kind": rule.get_kind_display()},
        "lead": _("Daarna beslist %(name)s weer zoals bij de leeftijd hoort.") % name,
        "does": [
            _("Wat in deze tijd over %(name)s gedeeld werd, gaat na die dag dicht.") % name,
            _("Daarna vragen jullie het opnieuw, aan wie dan ja moet zeggen."),
            _("Wat hier stond, blijft te lezen."),
        ],
        "form": form,
        "stops": ends,
        "action": _("Ja, laat het stoppen") if ends else _("Laat het stoppen"),
        "back_url": back,
        "back": _("Toch niet"),
    }
    return render(request, "_components/confirm.html", page, status=status)


def _card(visit, pk):
    """The card of somebody about whom the family can share: one of the family itself."""
    found = visit.people.get(pk)
    if found is None or found.emptied or found.kind != Person.Kind.FAMILY:
        raise Http404
    return found


def _choices(visit, card):
    """What this visitor may write down about this person at their age, and what it would change."""
    age = None if card.born is None else age_on(card.born, localdate())
    fit = [Kind.NOT_ABLE] if age is None or age >= DECIDES else [Kind.ALONE, Kind.NOT_ABLE]
    if age is not None and age < HAS_A_SAY:
        fit = []
    fit = [kind for kind in fit if actions.may_rule(visit.person, card, kind)]
    book = Book(visit.plan.pk) if fit else None
    return [Choice(kind, _who(book, card), _who(book, card, kind)) for kind in fit]


def _who(book, card, kind=None):
    """ "Noor, Sanne en Kees": whose yes sharing about this person needs today, with this rule."""
    subject = Subject(card.pk, card.born, able=kind != Kind.NOT_ABLE, alone=kind == Kind.ALONE)
    try:
        needed = who_must_agree([subject], book.holders[card.pk], localdate())
    except NobodyDecides:
        return ""
    return listed([book.people[pk].shown_name for pk in needed])
