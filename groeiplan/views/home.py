"""Where somebody arrives: the landing page, their plans, starting one, help."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groeiplan.access import plans_of
from groeiplan.actions import plans as actions
from groeiplan.models import Person
from groeiplan.overview import overview, same_in_all
from groeiplan.plan_forms import StartForm
from groeiplan.tools import installed_rooms


@login_not_required
@require_safe
def home(request):
    """A stranger reads what this is; whoever has one plan and is asked nothing outside it arrives
    in it, and reads there what is asked inside."""
    if not request.user.is_authenticated:
        return render(request, "groeiplan/landing.html")
    mine = plans_of(request.user)[:2]
    asked = [one for one in _waiting(request.user) if not one.answered]
    if len(mine) != 1 or any(one.inside != mine[0].pk for one in asked):
        return redirect("plans")
    for one in asked:
        link = format_html('<a href="{}">{}</a>', one.url, _("Lees verder"))
        messages.info(request, format_html("{} {}", one.sentence, link))
    return redirect("plan", mine[0].pk)


@require_safe
def plans(request):
    """What is asked of this account, and all plans that open to it: a mother's one or two, a
    worker's forty."""
    sought = request.GET.get("zoek", "")[:100]
    rows = overview(request.user, timezone.now(), sought)
    # Who has a card somewhere and sees nothing, was a guest: the yes is over, or not yet there.
    was_guest = not rows and Person.objects.filter(user=request.user).exists()
    asked = [] if sought else _waiting(request.user)
    myself, parts = same_in_all(rows)
    context = {
        "rows": rows,
        "myself": myself,
        "parts": parts,
        "sought": sought,
        "was_guest": was_guest,
        "waiting": [one for one in asked if not one.answered],
        "answered": [one for one in asked if one.answered],
    }
    return render(request, "groeiplan/plans.html", context)


def _waiting(user):
    return [one for room in installed_rooms() for one in room.waiting(user)]


def start(request):
    """Begin "Ons plan": two questions, and it stands."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.start(by=request.user, **form.cleaned_data)
        except IntegrityError as taken:  # an id that is somebody else's plan
            raise Http404 from taken
        return redirect("plan", plan.pk)
    status = 422 if form.errors else 200
    return render(request, "groeiplan/start.html", {"form": form}, status=status)


@login_not_required
@require_safe
def help_page(request):
    """People one can call, always one tap away."""
    return render(request, "groeiplan/help.html")


@login_not_required
@require_safe
def alive(request):
    """For the watcher of the server: it answers."""
    return HttpResponse("ok", content_type="text/plain")
