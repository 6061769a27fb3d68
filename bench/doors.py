"""The door at the size of a country: 100,000 plans in PostgreSQL, loaded by bulk SQL.

Run by `python -m bench` in a process of its own, on a database that is made for it and dropped.
Each figure is a ratio of medians taken by turns in one run."""

import json
import os
import tempfile
import time
from contextlib import suppress
from importlib import import_module
from statistics import median

from django.db import DatabaseError

from bench import missing

SERVER = "postgres://postgres@127.0.0.1:5432/test"
FEW, MANY = 1_000, 100_000  # plans
ONES_PLANS = 40  # a worker's
TURNS = 40
NAMES = (
    "visible_plans_40_vs_sql",
    "visible_chapters_vs_sql",
    "visible_plans_growth_100x",
    "visible_plans_vs_guardian",
    "guest_page_vs_family_page",
)

# Everything is made from its number, so that any row can be named again. A worker has forty plans.
LOAD = """
insert into groeiplan_user (id, password, is_superuser, is_staff, is_active, email, date_joined)
select md5('mother' || n)::uuid, '!', false, false, true, 'm' || n || '@bench.test', now()
  from generate_series(%(first)s, %(last)s) n;
insert into groeiplan_user (id, password, is_superuser, is_staff, is_active, email, date_joined)
select md5('worker' || n)::uuid, '!', false, false, true, 'w' || n || '@bench.test', now()
  from generate_series(%(first)s / 40, %(last)s / 40) n on conflict do nothing;
insert into groeiplan_plan (id, name, family_name, started, private_for)
select md5('plan' || n)::uuid, 'Ons plan', 'familie ' || n, now() - interval '1 year', ''
  from generate_series(%(first)s, %(last)s) n;
insert into groeiplan_person (id, plan_id, name, kind, role, ground, ground_words, household,
       user_id, family_since, created, version)
select md5('card' || n)::uuid, md5('plan' || n)::uuid, 'Moeder', 'family', '', '', '', '',
       md5('mother' || n)::uuid, now() - interval '1 year', now(), 1
  from generate_series(%(first)s, %(last)s) n
union all
select md5('guest' || n)::uuid, md5('plan' || n)::uuid, 'Gezinscoach', 'professional', '', '', '',
       '', md5('worker' || n / 40)::uuid, null, now(), 1
  from generate_series(%(first)s, %(last)s) n;
insert into groeiplan_chapter (id, plan_id, tool, part)
select md5('chapter' || n || '-' || c.place)::uuid, md5('plan' || n)::uuid, c.tool, c.part
  from generate_series(%(first)s, %(last)s) n, (values %(chapters)s) c (place, tool, part);
insert into groeiplan_key (permission_id, user_id, content_object_id, plan_id, holder, since)
select p.id, md5('mother' || n)::uuid, md5('chapter' || n || '-' || place)::uuid,
       md5('plan' || n)::uuid, 'family', now() - interval '1 year'
  from generate_series(%(first)s, %(last)s) n, generate_series(1, %(count)s) place,
       auth_permission p where p.codename in ('view_chapter', 'change_chapter');
insert into groeiplan_key (permission_id, user_id, content_object_id, plan_id, holder, since,
       until, consent)
select p.id, md5('worker' || n / 40)::uuid, md5('chapter' || n || '-' || place)::uuid,
       md5('plan' || n)::uuid, 'professional', now() - interval '30 days',
       now() + interval '100 days', md5('consent' || n)::uuid
  from generate_series(%(first)s, %(last)s) n, generate_series(1, 5) place,
       auth_permission p where p.codename = 'view_chapter';
insert into guardian_userobjectpermission (permission_id, content_type_id, object_pk, user_id)
select p.id, p.content_type_id, md5('plan' || n)::uuid::text, md5(who || n / per)::uuid
  from generate_series(%(first)s, %(last)s) n, (values ('mother', 1), ('worker', 40)) w (who, per),
       auth_permission p where p.codename = 'view_plan';
"""

LIVE = """(k.until is null or k.until > now()) and k.since <= now()
   and not (p.private_until is not null and p.private_until > now()
        and (p.private_for = 'without_help' and k.holder = 'professional'
          or p.private_for = 'family_only' and k.holder in ('professional', 'network')))"""
PLANS = f"""
select p.* from groeiplan_plan p
 where exists (select 1 from groeiplan_key k
                where k.user_id = %s and k.plan_id = p.id and {LIVE})
   and exists (select 1 from groeiplan_person c where c.user_id = %s and c.plan_id = p.id)"""
CHAPTERS = f"""
select p.*, c.* from groeiplan_plan p
  join groeiplan_person c on c.plan_id = p.id where p.id = %s;
select h.*, r.codename, k.about_id, k.consent, k.holder, k.items_since
  from groeiplan_key k join groeiplan_plan p on p.id = k.plan_id
  join groeiplan_chapter h on h.id = k.content_object_id
  join auth_permission r on r.id = k.permission_id
 where k.user_id = %s and k.plan_id = %s and {LIVE}"""


def rows():
    """The five figures about the door, as `python -m bench` prints them."""
    from django.db import connection

    few = _loaded(connection, 0, FEW - 1)
    small = _door_of(few)
    many = _loaded(connection, FEW, MANY - 1)
    yield from _against_sql(connection, many, small)
    yield _guest_and_family()


def _loaded(connection, first, last):
    """Load these plans; returns the numbers of some workers all over them."""
    from groeiplan.tools import installed_tools

    parts = [(tool.name, part) for tool in installed_tools() for part in tool.parts]
    chapters = ", ".join(f"({n}, '{tool}', '{part}')" for n, (tool, part) in enumerate(parts, 1))
    words = {"first": first, "last": last, "chapters": chapters, "count": len(parts)}
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
        for statement in (LOAD % words).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        # Now, and not by itself while something is measured.
        cursor.execute("vacuum analyze")
        with suppress(DatabaseError):  # for whoever may
            cursor.execute("checkpoint")
    whole = range(-(-first // ONES_PLANS), (last + 1) // ONES_PLANS)
    return [whole[n * (len(whole) - 1) // (TURNS - 1)] for n in range(TURNS)]


def _id(connection, name):
    with connection.cursor() as cursor:
        cursor.execute("select md5(%s)::uuid", [name])
        return cursor.fetchone()[0]


def _worker(number):
    from django.db import connection

    from groeiplan.models import User

    return User.objects.get(pk=_id(connection, f"worker{number}"))


def _plans(user):
    from groeiplan.access import plans_of

    found = plans_of(user)
    assert len(found) == ONES_PLANS, len(found)


def _door_of(workers):
    users = [_worker(number) for number in workers]
    return _median(_plans, users)


def _against_sql(connection, workers, small):
    from guardian.shortcuts import get_objects_for_user

    from groeiplan.access import visit_of
    from groeiplan.models import Plan

    users = [_worker(number) for number in workers]
    plan = {u.pk: _id(connection, f"plan{n * 40 + 7}") for u, n in zip(users, workers, strict=True)}

    def sql_plans(user):
        with connection.cursor() as cursor:
            cursor.execute(PLANS, [user.pk, user.pk])
            assert len(cursor.fetchall()) == ONES_PLANS

    def door_chapters(user):
        assert len(visit_of(user, plan[user.pk]).chapters()) == 5

    def sql_chapters(user):
        people, keys = CHAPTERS.split(";")
        with connection.cursor() as cursor:
            cursor.execute(people, [plan[user.pk]])
            cursor.fetchall()
            cursor.execute(keys, [user.pk, plan[user.pk]])
            assert len(cursor.fetchall()) == 5

    def guardian(user):
        assert len(list(get_objects_for_user(user, "groeiplan.view_plan", Plan))) == ONES_PLANS

    door, sql, theirs = _by_turns(users, _plans, sql_plans, guardian)
    yield _row("visible_plans_40_vs_sql", door, sql, "hand-written SQL with the same predicates")
    chapters, by_hand = _by_turns(users, door_chapters, sql_chapters)
    yield _row(
        "visible_chapters_vs_sql",
        chapters,
        by_hand,
        "hand-written SQL for the same plan, its people and these keys",
    )
    yield _row("visible_plans_growth_100x", door, small, f"the same with {FEW:,} plans")
    yield _row("visible_plans_vs_guardian", door, theirs, "guardian's own get_objects_for_user")


def _guest_and_family():
    """The plan page of the demo family, for the mother and for the coach with her keys; the
    coach's page also writes down that she looked."""
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    from bench import pages

    plan = pages.family()
    clients = {}
    for name in ("sanne", "ilse"):
        clients[name] = Client()
        clients[name].force_login(plan.people.get(user__email=f"{name}@demo.example").user)

    def page(name):
        assert clients[name].get(f"/plans/{plan.pk}/").status_code == 200

    with override_settings(DEBUG=False, ALLOWED_HOSTS=["testserver"]):
        counts = {}
        for name in clients:
            page(name)
            with CaptureQueriesContext(connection) as queries:
                page(name)
            counts[name] = len(queries)
        times = {name: [] for name in clients}
        for _turn in range(TURNS):
            for name in clients:
                times[name].append(_timed(page, name))
    found = _row(
        "guest_page_vs_family_page",
        median(times["ilse"]),
        median(times["sanne"]),
        f"the family's page: {counts['sanne']} statements, the guest's {counts['ilse']}",
    )
    assert counts["ilse"] <= counts["sanne"] + 6, counts
    return found


def _row(name, ours, theirs, against):
    return {
        "name": name,
        "value": round(ours * 1000, 3),
        "unit": "ms",
        "ratio": round(ours / theirs, 3),
        "against": against,
        "n": TURNS,
    }


def _by_turns(users, *works):
    times = [[] for _work in works]
    for user in users:
        for work, kept in zip(works, times, strict=True):
            work(user)  # once to warm up: what is read from disk is not the door's
            kept.append(_timed(work, user))
    return [median(kept) for kept in times]


def _median(work, users):
    return _by_turns(users, work)[0]


def _timed(work, what):
    begin = time.perf_counter()
    work(what)
    return time.perf_counter() - begin


class Database:
    """An empty database on the server of `TEST_DATABASE_URL`, gone afterwards."""

    name = f"groeiplan_bench_{os.getpid()}"

    def __init__(self):
        self.server = os.environ.get("TEST_DATABASE_URL") or SERVER

    def __enter__(self):
        self._run(f'create database "{self.name}"')
        return self.server.rsplit("/", 1)[0] + f"/{self.name}"

    def __exit__(self, *error):
        self._run(f'drop database "{self.name}" with (force)')

    def _run(self, sql):
        import psycopg

        with psycopg.connect(self.server, autocommit=True, connect_timeout=3) as connection:
            connection.execute(sql)


def _print(_request):
    for row in rows():
        print(json.dumps(row), flush=True)


def main():
    """Print the rows, asked as the server asks them (its settings of the process, its outermost
    middleware); without a value, and with the reason, where there is no PostgreSQL."""
    import psycopg

    try:
        with Database() as database, tempfile.TemporaryDirectory() as place:
            os.environ.update(
                DJANGO_SETTINGS_MODULE="groeiplan.settings",
                DATABASE_URL=database,
                VAR_DIR=place,
                DEBUG="1",
            )
            import django

            django.setup()
            from django.core.management import call_command
            from django.test import override_settings

            from groeiplan.middleware import OneStack

            call_command("migrate", verbosity=0)
            call_command("createcachetable")
            import_module("groeiplan.asgi")
            with override_settings(DEBUG=False):
                OneStack(_print)(None)
            from django.db import connections

            connections.close_all()
    except psycopg.OperationalError as none:
        for row in missing.rows(NAMES, f"no PostgreSQL: {none}"):
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
