"""Even alleen: the family closes its door to guests for a while, and opens it again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from groeiplan.access import enter
from groeiplan.actions import private_time as actions
from groeiplan.frame import shut_until
from groeiplan.private_time_form import PrivateTimeForm
from groeiplan.who_sees import who_sees


def private_time(request, plan):
    """Who stays outside, and until when."""
    visit = _who_decides(request, plan)
    form = PrivateTimeForm(request.POST or None, now=visit.now)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        now = actions.begin(visit.plan, by=visit.person, kind=given["kind"], until=given["until"])
        said = _("De deur is dicht, %(until)s. Daarna gaat hij vanzelf weer open.")
        messages.success(request, said % {"until": shut_until(now, visit.now)})
        return redirect("plan", plan)
    context = {
        "form": form,
        "until": shut_until(visit.plan, visit.now) if visit.plan.is_private(visit.now) else "",
        "who": {**who_sees(visit, "private_time"), "can_change": False},
    }
    status = 422 if form.is_bound else 200
    return render(request, "groeiplan/private_time.html", context, status=status)


def private_time_end(request, plan):
    """The door open again, before its time."""
    visit = _who_decides(request, plan)
    if request.method == "POST":
        actions.end(visit.plan, by=visit.person)
        messages.success(request, _("De deur is weer open. Wie er eerst bij kon, kan dat weer."))
        return redirect(_here(request, plan))
    context = {
        "title": _("De deur weer open?"),
        "does": [
            _("Wie eerst bij jullie plan kon, kan dat meteen weer. Niet meer en niet minder.")
        ],
        "action": _("Deur weer open"),
        "back_url": reverse("plan", args=[plan]),
        "back": _("Nog even dicht"),
    }
    return render(request, "_components/confirm.html", context)


def _here(request, plan):
    """The page of this plan on which the button was pressed; the plan where it says none."""
    here, home = request.POST.get("next", ""), reverse("plan", args=[plan])
    known = url_has_allowed_host_and_scheme(here, allowed_hosts=None) and here.startswith(home)
    return here if known and here != reverse("private_time_end", args=[plan]) else home


def _who_decides(request, plan):
    """To a guest this page is not there; a child under twelve may look, and not decide."""
    visit = enter(request, plan)
    if not visit.is_family:
        raise Http404
    if not actions.may_decide(visit.person, visit.now):
        raise PermissionDenied
    return visit
