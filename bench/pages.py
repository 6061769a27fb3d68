"""A whole page (middleware, door, database, template) against its floor: the same template
rendered with the same context, already in memory, and nothing else."""

import time
from importlib import import_module
from statistics import median

from django.db import connection
from django.template.loader import get_template
from django.test import Client, override_settings
from django.test.signals import template_rendered

from groeiplan.demo import families

TURNS = 60
WARM_UP = 8
BROWSER = "Mozilla/5.0 (X11; Linux x86_64)"  # as every browser says: the page comes in one form


def family():
    """The demo family with its sixty moments."""
    return families.load("de_jong")


def rows(plan):
    """The plan page and the timeline page, as the mother opens them in a process of the server."""
    import_module("groeiplan.asgi")
    yield _against_template(
        "plan_page_vs_template", plan, f"/plans/{plan.pk}/", "groeiplan/plan.html"
    )
    yield _against_template(
        "timeline_page_vs_template", plan, f"/plans/{plan.pk}/tijdlijn/", "timeline/index.html"
    )


@override_settings(DEBUG=False, ALLOWED_HOSTS=["testserver"])
def _against_template(name, plan, url, template):
    client = Client(headers={"user-agent": BROWSER})
    client.force_login(plan.people.get(user__email="sanne@demo.example").user)
    context = _context(client, url, template)
    bare = get_template(template).template
    whole, floor = [], []
    for _turn in range(TURNS + WARM_UP):  # by turns, so that a busy machine slows both
        whole.append(_timed(lambda: client.get(url)))
        with connection.execute_wrapper(_no_queries):
            floor.append(_timed(lambda: bare.render(context())))
    page, against = median(whole[WARM_UP:]), median(floor[WARM_UP:])
    return {
        "name": name,
        "value": round(page * 1000, 2),
        "unit": "ms",
        "ratio": round(page / against, 2),
        "against": "the same template with the same context, no middleware, no database",
        "n": TURNS,
    }


def _context(client, url, template):
    """A maker of the page's own context, every query in it already answered."""
    from django.template import Context

    found = []

    def remember(sender, template, context, **kwargs):
        found.append((template.name, context.flatten()))

    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment(debug=False)
    template_rendered.connect(remember)
    try:
        answer = client.get(url)
    finally:
        template_rendered.disconnect(remember)
        teardown_test_environment()
    if answer.status_code != 200:
        raise SystemExit(f"{url} answered {answer.status_code}")
    flat = next(context for name, context in found if name == template)
    return lambda: Context(flat)


def _no_queries(execute, sql, params, many, context):
    raise AssertionError(f"the floor may ask the database nothing: {sql}")


def _timed(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
