"""Wat Groeiplan belooft: who can read what, for everybody to read."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groeiplan.promises import READERS


@login_not_required
@require_safe
def promises(request):
    """Who can read what, what cannot be prevented, and who answers for this installation."""
    context = {
        "readers": READERS,
        "controller": settings.CONTROLLER_NAME,
        "contact": settings.CONTROLLER_CONTACT,
        "retention": settings.RETENTION_WORDS,
    }
    return render(request, "groeiplan/promises.html", context)
