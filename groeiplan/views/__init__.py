"""The pages of the ground floor, a module a noun. Each view: enter, ask, render."""

from django.shortcuts import render
from django.utils.translation import gettext as _


def csrf_failure(request, reason=""):
    """A form sent from an old page or another site: say what to do, show nothing of the plan."""
    return render(request, "403.html", {"why": _("Deze pagina was te lang open.")}, status=403)
