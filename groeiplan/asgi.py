"""The one application every server runs: demo, tests and production."""

import asyncio
import gc
import os
import signal
import threading
import warnings

from django.core.asgi import get_asgi_application

# whitenoise and our own files stream from disk in small pieces; Django 5.2 tells so each time.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groeiplan.settings")
django = get_asgi_application()

from groeiplan import live  # noqa: E402 (the rooms have to stand first)

# What stands by now stays: the collector need not look through it after each page, nor several
# times within one that makes some thousand short-lived things (docs/decisions/0025).
gc.freeze()
gc.set_threshold(50_000, 20, 50)


async def application(scope, receive, send):
    """Django's pages; live lines beside it; and an answer to the server's "we begin" and "we
    stop"."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif live.is_line(scope):
        await live.answer(django, scope, receive, send)
    else:
        await django(scope, receive, send)


async def _lifespan(receive, send):
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _close_lines_at_stop(asyncio.get_running_loop())
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _close_lines_at_stop(loop):
    """A server first waits for its open answers and only then says "we stop"; a line is never
    done by itself. So the lines hear the signal too, and whatever else heard it still does."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _closing(loop, before))
            signal.siginterrupt(number, False)


def _closing(loop, before):
    def stopping(number, frame):
        loop.call_soon_threadsafe(live.lines.stop)
        before(number, frame)

    return stopping
