"""A log-in that ended while somebody wrote. The words stay where they are, on the page: never in
the browser's storage, and never kept here for somebody who is not known."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe


def ended(request, status=401):
    """To words that came without a log-in: where they still stand, and how they come in."""
    part = "#notice" if request.htmx else ""
    return render(request, f"account/log_in_ended.html{part}", status=status)


@login_not_required
@require_safe
def still(request, user):
    """Asked by a page before it sends words: whoever opened it (`user`, an id) is logged in still,
    and this is their token, which another log-in renews. Otherwise the notice for at the form."""
    if not request.user.is_authenticated:
        return render(request, "account/log_in_ended.html#notice", status=401)
    if request.user.pk != user:
        return render(request, "account/log_in_ended.html#somebody_else", status=409)
    return HttpResponse(get_token(request), content_type="text/plain")


@require_safe
def again(request):
    """The end of a log-in in a new window: the words wait in the other one."""
    return render(request, "account/log_in_again.html")
