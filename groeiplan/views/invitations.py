"""An invitation: sending it, opening it, and the family's "ja, dit is …"."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groeiplan.access import enter
from groeiplan.actions import invitations as actions
from groeiplan.dates import age_on
from groeiplan.frame import room_url
from groeiplan.invitation_forms import FAMILY, GUEST, InviteForm
from groeiplan.models import Invitation, Person
from groeiplan.views.writing import came_from

# Why an invitation does not work: what to say, and what one can do now.
UNUSABLE = {
    "unknown": gettext_lazy("We kennen deze link niet. Kijk of je hem helemaal hebt overgenomen."),
    "expired": gettext_lazy("Deze uitnodiging is verlopen. Ze werkte veertien dagen."),
    "used": gettext_lazy("Deze uitnodiging is al gebruikt. Ze werkt maar één keer."),
    "closed": gettext_lazy("Deze uitnodiging werkt niet meer. Misschien kreeg je een nieuwe."),
    "other_card": gettext_lazy(
        "Met dit account doe je al mee in dit plan. Is de uitnodiging voor iemand anders? "
        "Dan opent die persoon hem met een eigen account."
    ),
    "many": gettext_lazy(
        "Jullie stuurden vandaag al twintig uitnodigingen. Morgen kan het weer. Dat is zo, zodat "
        "niemand hiermee zomaar mails rondstuurt."
    ),
    "again": gettext_lazy(
        "Dit formulier was al verstuurd, met een ander adres of voor een uitnodiging die niet meer "
        "werkt. Er is nu niets verstuurd. Kijk het adres na en verstuur het nog een keer."
    ),
    "unverified": gettext_lazy("We weten nog niet of het e-mailadres van je account van jou is."),
}

ADVISED = 12  # the age from which the plan advises an account of one's own

ON_ITS_WAY = gettext_lazy("De uitnodiging voor %(name)s gaat op weg.")
KEPT_READY = gettext_lazy(
    "De uitnodiging voor %(name)s staat klaar. Die gaat pas weg als iedereen ja zegt."
)


@login_not_required
def invitation(request, token):
    """The page behind the link in the mail. Nobody's name stands on it until one is logged in."""
    try:
        found = actions.look_up(token)
        response = _answer(request, found, token)
    except actions.Unusable as unusable:
        response = _cannot(request, unusable.why)
    # The address of this page is a secret. Without `origin` a browser sends "null" with a form
    # and the form is refused; that policy tells our own site its name and nobody the address.
    policy = "strict-origin" if request.user.is_authenticated else "no-referrer"
    response.headers["Referrer-Policy"] = policy
    response.headers["Cache-Control"] = "no-store, private"
    response._has_been_logged = True  # Django would write a refused address down, secret and all
    return response


def _answer(request, found, token):
    user = request.user
    if user.is_authenticated and found.accepted_by_id == user.pk and not found.closed_at:
        return _accepted(request, found)
    actions.must_be_open(found)
    if not user.is_authenticated:
        return _come_in(request)
    if not actions.has_proven_address(user):
        raise actions.Unusable("unverified")
    if not actions.fits(found.person, user):
        raise actions.Unusable("other_card")
    sure = user.email == found.email or (request.POST or request.GET).get("account") == "dit"
    page = {"invitation": found}
    if not sure:
        return render(request, "groeiplan/invitation_other_account.html", page)
    if request.method == "POST":
        actions.accept(found, by=user)
        return redirect("invitation", token)
    return render(request, "groeiplan/invitation.html", page)


def _come_in(request):
    after = urlencode({"next": request.path})
    page = {
        "login_url": f"{reverse('account_login')}?{after}",
        "signup_url": f"{reverse('account_signup')}?{after}",
    }
    return render(request, "groeiplan/invitation_come_in.html", page)


def _accepted(request, found):
    if found.confirmed_at:
        return redirect("home")
    # Who sits here may be anybody with a forwarded link: no name before the family's "ja".
    return render(request, "groeiplan/invitation_waits.html")


def _cannot(request, why):
    status = 404 if why == "unknown" else 403 if why == "unverified" else 410
    page = {"why": UNUSABLE[why], "unverified": why == "unverified"}
    return render(request, "groeiplan/invitation_unusable.html", page, status=status)


def invite(request, plan, person):
    """The family sends an invitation: as a guest, or to belong to the family."""
    visit = _enter_as_family(request, plan)
    card = visit.plan.people.select_related("organisation").filter(pk=person, emptied=None).first()
    if card is None:
        raise Http404
    places = _places(visit, card)
    page = {
        "person": card,
        "as_family": FAMILY in places,
        "young": FAMILY in places and _is_young(visit, card),
        "back_url": came_from(request) or reverse("people", args=[visit.plan.pk]),
    }
    if not places:
        status = 422 if request.method == "POST" else 200
        return render(request, "groeiplan/invitation_no_need.html", page, status=status)
    form = InviteForm(request.POST or None, places=places)
    others = [one for one in actions.adults_of(visit.plan.pk) if one != visit.person]
    page |= {"form": form, "others": others, "only_family": places == [FAMILY]}
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "groeiplan/invitation_send.html", page, status=status)
    try:
        made = actions.invite(by=visit.person, person=card, **form.cleaned_data)
    except actions.Unusable as unusable:
        return _not_sent(request, unusable.why, page)
    except IntegrityError:  # the hidden id is another invitation's
        raise Http404 from None
    said = ON_ITS_WAY if made.sent_at else KEPT_READY
    messages.success(request, said % {"name": card.name})
    return redirect(came_from(request) or _back_url(visit))


def _not_sent(request, why, page):
    """Too many today, or this form was sent before with another address: the form again."""
    form = page["form"]
    if why not in ("many", "again"):
        return render(request, "groeiplan/invitation_no_need.html", page, status=422)
    form.add_error(None, UNUSABLE[why])
    if why == "many":
        return render(request, "groeiplan/invitation_send.html", page, status=422)
    form.data = form.data.copy()  # a fresh id: sent again, it is a new invitation
    form.data["invitation_id"] = str(uuid4())
    return render(request, "groeiplan/invitation_send.html", page, status=409)


def yes(request, plan, invitation):
    """ "Ja, dit is Ilse": the accepting address, what it opens, one button."""
    visit, found = _pending(request, plan, invitation)
    if visit.person not in actions.may_confirm(found):
        raise PermissionDenied
    if request.method == "POST":
        return _said_yes(request, visit, found)
    name = {"name": found.person.shown_name}
    return render(
        request,
        "_components/confirm.html",
        {
            "title": _("Is dit %(name)s?") % name,
            "lead": _("%(email)s wil binnenkomen.") % {"email": found.accepted_by.email},
            "does": _what_yes_does(visit, found),
            "cannot_undo": _("Twijfel je? Bel %(name)s even. Een link kan doorgestuurd zijn.")
            % name,
            "action": _("Ja, dit is %(name)s") % name,
            "back_url": _back_url(visit),
            "back": _("Nu nog niet"),
        },
    )


def _said_yes(request, visit, found):
    name = {"name": found.person.shown_name}
    try:
        done = actions.confirm(found, by=visit.person)
    except actions.Unusable as unusable:
        messages.error(request, UNUSABLE[unusable.why])
    else:
        if done.confirmed_at:
            messages.success(request, _("%(name)s kan nu binnenkomen.") % name)
        else:
            messages.success(request, _("Jouw ja staat. We wachten nog op de ander."))
    return _back(visit)


def _what_yes_does(visit, found):
    name = {"name": found.person.shown_name}
    if not found.as_family:
        return [
            _("Dit account hoort daarna bij het kaartje van %(name)s.") % name,
            _("%(name)s ziet precies wat jullie delen, en niets anders.") % name,
        ]
    others = [one.shown_name for one in actions.still_to_confirm(found) if one != visit.person]
    lines = [
        _(
            "%(name)s hoort daarna bij het gezin en leest wat jullie voor het hele gezin lieten "
            "staan. Niet wat op “alleen ik” staat of voor bepaalde mensen is."
        )
        % name,
        _("%(name)s mag ook schrijven, delen en uitnodigen.") % name,
        _("Niemand kan een gezinslid uit het plan zetten. Weggaan doet iemand alleen zelf.") % name,
    ]
    if others:
        lines.append(_("Ook nodig is het ja van %(names)s.") % {"names": ", ".join(others)})
    return lines


def no(request, plan, invitation):
    """ "Nee, dit is iemand anders", or taking back what nobody accepted yet."""
    visit, found = _pending(request, plan, invitation, accepted=False)
    if request.method == "POST":
        try:
            actions.refuse(found, by=visit.person)
        except actions.Unusable as unusable:
            messages.error(request, UNUSABLE[unusable.why])
        else:
            messages.success(request, _("De uitnodiging werkt niet meer. Er is niets opengegaan."))
        return _back(visit)
    name, came = {"name": found.person.shown_name}, bool(found.accepted_at)
    page = {
        "title": _("Is dit niet %(name)s?") % name if came else _("Uitnodiging intrekken?"),
        "does": [
            _("De link werkt niet meer. Er gaat niets open."),
            _("Je kunt %(name)s daarna opnieuw uitnodigen.") % name,
        ],
        "action": _("Nee, dit is iemand anders") if came else _("Uitnodiging intrekken"),
        "danger": True,
        "back_url": _back_url(visit),
        "back": _("Terug"),
    }
    return render(request, "_components/confirm.html", page)


def _enter_as_family(request, plan):
    visit = enter(request, plan)
    if not visit.is_family:
        raise Http404
    return visit


def _pending(request, plan, invitation, accepted=True):
    """The visit and this plan's invitation that still waits for an answer; 404 otherwise."""
    visit = _enter_as_family(request, plan)
    found = (
        Invitation.objects.filter(pk=invitation, plan=visit.plan, confirmed_at=None, closed_at=None)
        .select_related("person", "invited_by", "accepted_by")
        .first()
    )
    if found is None or (accepted and not found.accepted_at):
        raise Http404
    return visit, found


def _is_young(visit, card):
    """Is this a child too young for an account of their own, as the plan advises?"""
    return bool(card.born) and age_on(card.born, localdate(visit.now)) < ADVISED


def _places(visit, card):
    """In which ways this card can be invited: [] when there is nothing left to invite to."""
    has_account = visit.knows_account(card)
    if card.is_family(visit.now):
        return [] if has_account else [FAMILY]
    guest = [] if has_account else [GUEST]
    return [*guest, FAMILY] if card.kind == Person.Kind.FAMILY else guest


def _back(visit):
    return redirect(_back_url(visit))


def _back_url(visit):
    return room_url("share", visit.plan) or reverse("plan", args=[visit.plan.pk])
