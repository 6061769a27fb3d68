"""Where a live line is asked for."""

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse

from groeiplan.access import enter
from groeiplan.live import OPENED, Line
from groeiplan.views.reading import only_shows


@only_shows
def live(request, plan, tool, part=None):
    """May this visitor listen here? The answer is empty; `groeiplan.live` goes on with it where the
    server can. Opening a line reads nothing, so it writes nothing in the journal."""
    enter(request, plan, tool, part)
    scope = getattr(request, "scope", None)
    if scope is not None and request.method == "GET":
        scope[OPENED] = Line(
            user=request.user.pk,
            session=request.session.session_key,
            proof=request.session.get(HASH_SESSION_KEY, ""),
            plan=plan,
            tool=tool,
            part=part,
            seen=request.GET.get("seen", ""),
        )
    return HttpResponse(content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
