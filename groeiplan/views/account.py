"""Ending one's own account. Everything else around accounts is django-allauth's."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from groeiplan.account_forms import EndAccountForm
from groeiplan.actions import accounts as actions


@sensitive_post_parameters("password")
def end_account(request):
    """First in plain words what goes and what stays; then the password once more, and it is
    done."""
    places = actions.places(request.user)
    sent = request.POST if request.method == "POST" else None
    form = EndAccountForm(places, sent, user=request.user)
    if sent is None:
        return _show(request, form, places)
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form = EndAccountForm(places, user=request.user)
        return _show(request, form, places, status=429)
    if not form.is_valid():
        return _show(request, form, places, status=422)
    try:
        actions.end(request.user, **form.what_becomes())
    except actions.Refused:  # somebody else came or went meanwhile: look again at what is asked
        messages.warning(request, _("Er is net iets veranderd. Kijk nog een keer."))
        return redirect("account_end")
    logout(request)
    messages.success(request, _("Je account is weg. Het ga je goed."))
    return redirect("home")


def _show(request, form, places, status=200):
    page = {
        "form": form,
        "families": [one for one in places if one.is_family],
        "guest_of": sum(not one.is_family for one in places),
        "is_young": not all(one.goes for one in places),
        "too_often": status == 429,
    }
    return render(request, "account/end.html", page, status=status)
