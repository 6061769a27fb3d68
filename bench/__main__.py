"""Runs every benchmark: the pages in one process on a fresh SQLite database with the demo family in
it, the door in another on PostgreSQL."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main():
    with tempfile.TemporaryDirectory(prefix="groeiplan-bench-") as place:
        database = Path(place) / "bench.sqlite3"
        os.environ.update(
            DJANGO_SETTINGS_MODULE="groeiplan.settings",
            DATABASE_URL=f"sqlite:///{database}",
            VAR_DIR=place,
            DEBUG="1",
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        from bench import first_view, pages, poster, timeline

        plan = pages.family()
        every = (
            pages.rows(plan),
            first_view.rows(plan, place),
            poster.rows(place),
            timeline.rows(plan, place),  # the last: it fills the plan with moments of its own
        )
        for rows in every:
            for row in rows:
                print(json.dumps(row), flush=True)
    # The door at size asks for PostgreSQL, and so for a process of its own.
    subprocess.run([sys.executable, "-m", "bench.doors"], check=True)
    subprocess.run([sys.executable, "-m", "bench.live"], check=True)


if __name__ == "__main__":
    main()
