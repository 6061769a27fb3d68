"""Deelnemers: who is in this plan, how to reach them, who has authority over a child."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groeiplan import journal
from groeiplan.access import CHANGE, VIEW, enter, live_keys
from groeiplan.actions import births, items, left_out
from groeiplan.actions import people as actions
from groeiplan.at_the_door import at_the_door
from groeiplan.dates import age_on, say_day
from groeiplan.foresee import stops
from groeiplan.keys import TURNING_AGES
from groeiplan.known_people import people_of
from groeiplan.models import Authority, ContactDetail, Key, Person
from groeiplan.models.items import Audience
from groeiplan.parts import in_words, listed
from groeiplan.people_forms import (
    AuthorityForm,
    ContactForm,
    EndAuthorityForm,
    GroundForm,
    PersonForm,
)
from groeiplan.undo import removed_lately
from groeiplan.views.conflicts import differences
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import bound, brought_back, came_from, filled_in, taken_away
from groeiplan.who_sees import who_sees

GROUPS = {
    Person.Kind.FAMILY: gettext_lazy("Jullie gezin"),
    Person.Kind.NETWORK: gettext_lazy("Onze mensen"),
    Person.Kind.PROFESSIONAL: gettext_lazy("Hulp"),
}
CONTACT = ("kind", "value", "audience")  # what "zet terug" brings back of a contact detail


@dataclass
class Card:
    """Somebody as the list shows them: with what the visitor may know, and nothing else."""

    person: Person
    age: int | None
    is_child: bool
    has_account: bool  # as far as the visitor may know
    at_the_door: bool  # came in by an invitation, and waits for "ja, dit is …"
    has_a_say: bool  # one of the family from twelve on: how they decide can be written down
    contact: list = field(default_factory=list)
    may_see: list = field(default_factory=list)  # (parts in words, until), for family's eyes
    authorities: list = field(default_factory=list)  # for family's eyes


@only_shows
def people(request, plan):
    """Everybody in the plan, in three groups."""
    visit = enter(request, plan, "groeiplan", "people")
    cards = _cards(visit)
    groups = [
        {"kind": kind.value, "title": title, "cards": [c for c in cards if c.person.kind == kind]}
        for kind, title in GROUPS.items()
    ]
    context = {
        "groups": [one for one in groups if one["cards"] or visit.is_family],
        "removed": removed_lately(visit, ContactDetail) if visit.is_family else [],
        "decides": visit.person.is_adult(localdate(visit.now)),
        "who": who_sees(visit, "groeiplan", "people"),
    }
    return render(request, "groeiplan/people.html", context)


def person_add(request, plan):
    """Put somebody's card in the plan, and perhaps the next one at once."""
    visit = _family(request, plan)
    form = PersonForm(visit, request.POST or None, offered=request.GET.get("hoort", ""))
    if request.method == "POST" and form.is_valid():
        person = _add(visit, form)
        messages.success(request, _("%s staat erbij.") % person.shown_name)
        if "again" in request.POST:
            return redirect(f"{reverse('person_add', args=[plan])}?hoort={person.kind}")
        return redirect("people", plan)
    context = {"form": form, "there": people_of(visit)}
    return render(request, "groeiplan/person_add.html", context, status=_status(form))


def person_change(request, plan, person):
    """Change somebody's card; from here to all that hangs on it."""
    visit = _family(request, plan)
    person = _person(visit, person)
    form = PersonForm(visit, request.POST or None, instance=person)
    back_url, ends = _list(plan), []
    if request.method == "POST" and not form.asks:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]

        def save():
            return actions.change(person, by=visit.person, version=version, **form.values())

        try:
            ends = _asks_first(request, save) if "born" in form.changed_data else []
            saved = None if ends else save()
        except items.Conflict as error:
            return _person_conflict(request, form, error, back_url)
        if saved:
            messages.success(request, _saved(saved))
            return redirect(back_url)
    fresh = _person(visit, person.pk)
    card = {
        "stops": ends,
        "born_by": births.confirmers(fresh, fresh.born_proposed_by) if fresh.born_proposed else [],
        "form": form,
        "person": fresh,
        "is_child": actions.is_child(person),
        "may_be_invited": not visit.knows_account(fresh) and fresh.pk not in _came(visit),
        "stays_family": not person.family_since and actions.stays_family(person),
        "has_a_say": has_a_say(person, localdate(visit.now)),
        "decides": visit.person.is_adult(localdate(visit.now)),
        "may_be_emptied": actions.may_be_emptied(person, visit.person),
        "back_url": back_url,
    }
    return render(request, "groeiplan/person_change.html", card, status=_status(form))


def person_born(request, plan, person):
    """A birth date that waits for somebody else's "klopt": one of those says whether it is."""
    visit = _family(request, plan)
    person = _person(visit, person)
    proposed = person.born_proposed
    may = births.may_answer(person, visit.person)
    if proposed is None:
        return redirect("person_change", plan, person.pk)
    if not may and person.born_proposed_by_id != visit.person.pk:
        raise PermissionDenied
    if request.method == "POST":
        right = request.POST.get("right") == "yes"
        births.answer(person, by=visit.person, born=proposed, right=right)
        said = _("Opgeslagen: de datum klopt.") if right else _("De datum blijft zoals hij was.")
        messages.success(request, said)
        return redirect("person_change", plan, person.pk)
    page = {
        "person": person,
        "may": may,
        "stops": stops(
            visit, lambda: births.answer(person, by=visit.person, born=proposed, right=True)
        )
        if may
        else [],
        "back_url": reverse("person_change", args=[plan, person.pk]),
    }
    return render(request, "groeiplan/person_born.html", page)


def my_card(request, plan):
    """One's own card, for whoever has any key. Who helps for their work says here on what ground;
    that opens nothing. The family changes its own cards where all cards are."""
    visit = enter(request, plan)
    if visit.is_family:
        return redirect("person_change", plan, visit.person.pk)
    me = Person.objects.select_related("organisation").get(pk=visit.person.pk)
    states = me.kind == Person.Kind.PROFESSIONAL
    if request.method == "POST" and not states:
        raise PermissionDenied
    form = GroundForm(request.POST or None, instance=me) if states else None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.state_ground(by=me, ground=given["ground"], words=given["ground_words"])
        messages.success(request, _("Opgeslagen. Het gezin kan dit nu lezen."))
        return redirect("my_card", plan)
    status = _status(form) if states else 200
    return render(request, "groeiplan/my_card.html", {"form": form, "me": me}, status=status)


def person_empty(request, plan, person):
    """Ask first, then empty somebody's card."""
    visit = _family(request, plan)
    person = _person(visit, person)
    _adult(visit)
    if not person.emptied and not actions.may_be_emptied(person, visit.person):
        raise PermissionDenied
    if request.method == "POST":
        actions.empty(person, by=visit.person)
        messages.success(request, _("De kaart is leeg. De verhalen staan er nog."))
        return redirect("people", plan)
    return render(request, "_components/confirm.html", _emptying(person))


def authority_add(request, plan, person):
    """Write down who has authority over this child, or by law represents this adult."""
    visit = _family(request, plan)
    child = _person(visit, person)
    _adult(visit)
    if child.kind != Person.Kind.FAMILY:
        raise Http404
    form = AuthorityForm(child, visit.person, request.POST or None)
    back, ends = came_from(request) or _list(plan), []
    if request.method == "POST" and form.is_valid():

        def save():
            return actions.set_authority(by=visit.person, child=child, **form.cleaned_data)

        ends = _asks_first(request, save)
        if not ends:
            save()
            messages.success(request, _authority_saved(child))
            return redirect(back)
    return _form(request, form, stops=ends, back_url=back, **_about_authority(child))


def _about_authority(person):
    """What the form says of writing down who decides over this child, or represents this adult."""
    name = {"name": person.shown_name}
    if person.is_adult(localdate()):
        return {
            "title": _("Wie vertegenwoordigt %(name)s?") % name,
            "lead": _(
                "Dit is iemand die de rechter aanwees, zoals een mentor of curator. Die zegt ja of "
                "nee over %(name)s als %(name)s dat nu niet zelf kan. Het geeft geen toegang tot "
                "dit plan."
            )
            % name,
            "first": _(
                "Over jezelf of over jouw eigen rol schrijf je dit niet op: dat doet een ander."
            ),
        }
    return {
        "title": _("Wie heeft gezag over %(name)s?") % name,
        "lead": _(
            "Gezag wil zeggen: volgens de wet beslis je over dit kind. Vaak hebben twee ouders het "
            "samen, ook als ze uit elkaar zijn. Soms heeft een voogd het. Wie gezag heeft, beslist "
            "mee over wat jullie van %(name)s delen. Het geeft geen toegang tot dit plan. Weet je "
            "het niet zeker? Vraag het na bij het gezagsregister van de rechtbank."
        )
        % name,
        "first": _(
            "Let op: wat jullie nu over %(name)s delen, gaat dicht tot deze persoon ook ja zegt. "
            "Begint het gezag later? Dan gaat het op die dag dicht. Daarna vragen jullie het "
            "opnieuw. De hulp gaat gewoon door."
        )
        % name,
    }


def person_authority(request, plan, person):
    """Somebody was left out when it was written down who has authority over this child: they say
    whether that is so."""
    visit = _family(request, plan)
    child = _person(visit, person)
    if not left_out.waits_for(visit.person, child):
        return redirect("people", plan)
    if request.method == "POST":
        if request.POST.get("has") == "yes":
            actions.set_authority(by=visit.person, child=child, holder=visit.person, kind="parent")
        else:
            left_out.none_of_mine(child, by=visit.person)
        messages.success(request, _("Opgeslagen."))
        return redirect("people", plan)
    written = [
        _said(one, localdate(visit.now))
        for one in Authority.objects.filter(child=child).select_related("holder")
    ]
    page = {"child": child, "written": written, "back_url": _list(plan)}
    return render(request, "groeiplan/person_authority.html", page)


def authority_end(request, plan, authority):
    """Say which day was, or will be, the last of somebody's authority."""
    visit = _family(request, plan)
    known = Authority.objects.filter(plan=visit.plan, pk=authority)
    authority = known.select_related("child", "holder").first()
    if authority is None:
        raise Http404
    _adult(visit)
    if not actions.ends_authority(authority, visit.person):
        return _not_theirs(request, authority)
    form, ends = EndAuthorityForm(authority, request.POST or None), []
    if request.method == "POST" and form.is_valid():

        def save():
            return actions.end_authority(authority, by=visit.person, **form.cleaned_data)

        ends = _asks_first(request, save)
        if not ends:
            save()
            messages.success(request, _("Opgeslagen."))
            return redirect("people", plan)
    names = {"holder": authority.holder.shown_name, "child": authority.child.shown_name}
    title = _("Het gezag van %(holder)s over %(child)s stopt") % names
    return _form(
        request,
        form,
        title,
        stops=ends,
        lead=_("Na de laatste dag stopt wat met een ja van deze persoon over dit kind gedeeld is."),
    )


def _authority_saved(child):
    names = {
        "names": listed([one.shown_name for one in left_out.asked_of(child)]),
        "child": child.shown_name,
    }
    if not names["names"]:
        return (
            _("Het gezag staat erbij. Heeft nog iemand gezag over %(child)s? Zet die er ook bij.")
            % names
        )
    said = _(
        "Het gezag staat erbij. Ook nodig is het ja van %(names)s, tot die zegt: ik heb geen gezag "
        "over %(child)s."
    )
    return said % names


def _not_yours(authority):
    if authority.holder.speaks_here:
        return _(
            "%(holder)s heeft een eigen account: alleen %(holder)s kan dit opschrijven. Zei een "
            "rechter iets anders? Laat dan opschrijven wat de rechter besloot (bij een vraag)."
        )
    return _(
        "Een ander schreef op dat %(holder)s gezag heeft. Die kan ook opschrijven dat het stopt."
    )


def _not_theirs(request, authority):
    """Somebody's own authority: who may write its end, and what a court's word asks instead."""
    names = {"holder": authority.holder.shown_name, "child": authority.child.shown_name}
    page = {
        "title": _("Het gezag van %(holder)s over %(child)s stopt") % names,
        "text": _not_yours(authority) % names,
        "back_url": _list(request.visit.plan.pk),
    }
    return render(request, "groeiplan/not_theirs.html", page, status=403)


def _asks_first(request, save):
    """What would stop by this that runs now, in sentences, until the visitor said yes to it."""
    return [] if "stops" in request.POST else stops(request.visit, save)


def _saved(person):
    if not person.born_proposed:
        return _("Opgeslagen.")
    names = listed([one.shown_name for one in births.confirmers(person, person.born_proposed_by)])
    return _("Opgeslagen. De geboortedatum telt pas als %(names)s zegt: klopt.") % {"names": names}


def contact_add(request, plan, person):
    """Write down how to reach somebody."""
    visit = _family(request, plan, "contact")
    person = _person(visit, person)
    new = ContactDetail(person=person, audience=Audience.TELLER)
    form = bound(request, ContactForm, visit, new)
    title = _("Hoe bereik je %s?") % person.shown_name

    def save():
        about = [person] if person.kind == Person.Kind.FAMILY else []
        row = form.row()
        row.person = person
        return items.write(row, by=visit.person, about=about, readers=form.values()["readers"])

    return _contact_page(request, form, save, title=title)


def contact_change(request, plan, contactdetail):
    """Change one's own note of how to reach somebody, or who may see it; and of how to reach
    oneself, whoever wrote it down."""
    visit = _family(request, plan, "contact")
    row = _reach(visit, contactdetail)
    form = bound(request, ContactForm, visit, row)
    title = _("Hoe bereik je %s?") % row.person.shown_name

    def save():
        return items.change(row, by=visit.person, **form.values())

    remove_url = reverse("contact_remove", args=[plan, row.pk])
    return _contact_page(request, form, save, title=title, remove_url=remove_url)


def contact_remove(request, plan, contactdetail):
    """Ask first, then take a contact detail away."""
    visit = _family(request, plan, "contact")
    row = _reach(visit, contactdetail)

    def remove(version):
        items.remove(row, by=visit.person, version=version)

    does = [_("Niemand ziet dit meer.")]
    title = _("Dit nummer of adres weghalen?")
    return taken_away(request, row, remove, back=_list(plan), title=title, does=does)


def _reach(visit, pk):
    """A way to reach somebody that this visitor may change: their own note, or about themselves
    as far as they read it."""
    row = visit.get(ContactDetail, pk)
    return row if row.person_id == visit.person.pk else visit.get(ContactDetail, pk, CHANGE)


def contact_undo(request, plan, contactdetail):
    """Bring a contact detail back that was taken away within a day."""
    visit = _family(request, plan, "contact")

    def undo(row):
        items.undo(row, by=visit.person, fields=CONTACT)

    return brought_back(request, visit, ContactDetail, contactdetail, undo, back=_list(plan))


def _contact_page(request, form, save, **context):
    template, back = "groeiplan/people_form.html", _list(request.visit.plan.pk)
    said = _("Opgeslagen.")
    return filled_in(request, form, save, template=template, back=back, said=said, **context)


def _list(plan):
    return reverse("people", args=[plan])


def _family(request, plan, part="people"):
    """Cards, authority and contact details are changed by the family alone."""
    visit = enter(request, plan, "groeiplan", part, right=CHANGE)
    if not visit.is_family:
        raise PermissionDenied
    return visit


def _adult(visit):
    """Whose card is emptied and who has authority is for the adults of the family."""
    if not visit.person.is_adult(localdate(visit.now)):
        raise PermissionDenied


def _person(visit, pk):
    known = Person.objects.filter(plan=visit.plan, pk=pk, emptied=None)
    person = known.select_related("organisation").first()
    if person is None:
        raise Http404
    return person


def _status(form):
    return 422 if form.is_bound else 200


def _form(request, form, title, **more):
    """A page with one form of the people's part; 422 when what was sent is not yet right."""
    back_url = _list(request.visit.plan.pk)
    context = {"form": form, "title": title, "back_url": back_url, **more}
    return render(request, "groeiplan/people_form.html", context, status=_status(form))


def _add(visit, form):
    try:
        return actions.add(by=visit.person, person_id=form.cleaned_data["id"], **form.values())
    except IntegrityError as error:  # this id belongs to another family's card
        raise Http404 from error


def _person_conflict(request, form, error, back_url):
    """A card changed meanwhile: both side by side, as for any row (a card is none)."""
    mine = form.data.copy()
    mine["version"] = str(error.row.version)
    again = PersonForm(form.visit, mine, instance=error.row)
    again.is_valid()
    now_there = PersonForm(form.visit, instance=_person(form.visit, error.row.pk))
    context = {
        "form": again,
        "conflict": list(differences(again, now_there)),
        "back_url": back_url,
    }
    return render(request, "409.html", context, status=409)


def _stays_named(person):
    if journal.keeps_a_name_of(person):
        yield _("Bij “Wie heeft gekeken?” blijft wel staan wie er keek: naam, rol en organisatie.")


def _emptying(person):
    name = {"name": person.shown_name}
    return {
        "title": _("De kaart van %(name)s leegmaken?") % name,
        "does": [
            _("De naam gaat weg. Er staat dan “oud-deelnemer”."),
            *_stays_named(person),
            _("Nummers en adressen gaan weg."),
            _("%(name)s kan niets meer van jullie plan zien.") % name,
            _("Wat %(name)s vertelde, blijft staan.") % name,
        ],
        "cannot_undo": _("Dit kun je niet terugdraaien."),
        "action": _("Maak de kaart leeg"),
        "danger": True,
        "back_url": _list(person.plan_id),
        "back": _("Toch niet"),
    }


def _cards(visit):
    today = localdate(visit.now)
    came = _came(visit)
    cards = {
        person.pk: Card(
            person,
            told_age(person, today),
            actions.is_child(person),
            visit.knows_account(person),
            person.pk in came,
            has_a_say(person, today),
        )
        for person in people_of(visit)
    }
    for row in visit.rows(ContactDetail).order_by("created"):
        if row.person_id in cards:
            cards[row.person_id].contact.append(row)
    if visit.is_family:
        for person, lines in _may_see(visit).items():
            cards[person].may_see = lines
        for authority in Authority.objects.filter(plan=visit.plan).select_related("holder"):
            if authority.child_id in cards:
                cards[authority.child_id].authorities.append(_said(authority, today))
    return list(cards.values())


def _came(visit):
    """Who stand at the door (ids), as far as this visitor may know."""
    return {one.person_id for one in at_the_door(visit)} if visit.is_family else set()


def has_a_say(person, today):
    """Is this one of the family, old enough to be asked? An unknown birth date counts as adult."""
    old_enough = person.born is None or age_on(person.born, today) >= min(TURNING_AGES)
    return person.kind == Person.Kind.FAMILY and old_enough


def told_age(person, today):
    """The age in whole years that is told of somebody, or None. Ages are told of children: they
    say who decides along."""
    return None if person.is_adult(today) else age_on(person.born, today)


def _may_see(visit):
    """{person id: [(parts in words, until)]} of the guests, from the keys that open now."""
    keys = live_keys(visit.now, visit.plan).filter(permission__codename=VIEW)
    keys = keys.exclude(holder=Key.Holder.FAMILY).select_related("content_object")
    ends = defaultdict(lambda: defaultdict(list))
    for key in keys:
        ends[key.user_id][key.content_object].append(key.until)
    people = Person.objects.filter(plan=visit.plan, user__in=ends, emptied=None)
    return {pk: _lines(ends[user]) for pk, user in people.values_list("pk", "user")}


def _lines(ends):
    """[("de doelen en de tafel", until)]: what ends together stands on one line. Of several keys
    to one part the last that ends counts; one without an end has none."""
    together = defaultdict(list)
    for chapter, untils in ends.items():
        until = max(untils) if all(untils) else None
        together[until].append(chapter)
    return [(in_words(parts), until) for until, parts in together.items()]


def _said(authority, today):
    """An authority with its Dutch words: "Sanne (ouder met gezag, sinds 1 mei 2020)"."""
    words = [authority.get_kind_display()]
    if authority.since:
        words.append(_("sinds %s") % say_day(authority.since, today))
    if authority.until:
        words.append(_("tot en met %s") % say_day(authority.until, today))
    return {
        "pk": authority.pk,
        "name": authority.holder.shown_name,
        "words": ", ".join(str(word) for word in words),
        "over": bool(authority.until and authority.until < today),
    }
