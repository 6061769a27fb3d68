"""The pages of the ground floor, a module a noun. Each view: enter, ask, render."""

from django.shortcuts import render

from groeiplan.views import log_in


def csrf_failure(request, reason=""):
    """A form sent from an old page or another site: say what to do, show nothing of the plan."""
    is_for_all = not getattr(request.resolver_match.func, "login_required", True)
    if request.user.is_authenticated or is_for_all:
        return render(request, "403_old_page.html", status=403)
    return log_in.ended(request, status=403)
