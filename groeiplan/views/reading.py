"""Pages that only show something."""

from functools import wraps

from django.http import HttpResponseNotAllowed

SAFE = ("GET", "HEAD")


def only_shows(view):
    """A view inside a plan that shows and never writes: whatever is sent to it gets 405. The door
    comes first, so that who may not know of the page meets the same 404 in every way it asks."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        answer = view(request, *args, **kwargs)  # the door, and its 404, come first
        if request.method in SAFE:
            return answer
        return HttpResponseNotAllowed(SAFE)

    return shown
