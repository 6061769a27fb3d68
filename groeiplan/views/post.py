"""The demo's letterbox: what would have been mailed."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groeiplan.models import Mail

NEWEST = 50


@login_not_required
@require_safe
def post(request):
    """The newest mails with their text, under DEBUG only: elsewhere this page does not exist."""
    if not settings.DEBUG:
        raise Http404
    mails = Mail.objects.order_by("-created")[:NEWEST]
    return render(request, "groeiplan/post.html", {"mails": mails})
