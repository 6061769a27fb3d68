"""A real server (the one of the demo and of production) with the demo families, and a Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium; without one the browser tests are skipped, under CI they fail."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path:
        return path
    if os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium, and under CI the browser tests may not be left out.")
    pytest.skip("There is no Chromium on this machine: see bin/chromium.")


@pytest.fixture(scope="package")
def house(tmp_path_factory):
    """The app as a family meets it, on a database of its own: `url` and `manage(*words)`."""
    place = tmp_path_factory.mktemp("house")
    port = _free_port()
    with Database(place) as database:
        env = {
            **os.environ,
            "DEBUG": "1",
            "DATABASE_URL": database,
            "VAR_DIR": str(place),
            "PORT": str(port),
            "SITE_URL": f"http://127.0.0.1:{port}",
        }

        def manage(*words):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True)

        manage("migrate", "--verbosity", "0")
        manage("createcachetable")
        manage("demo")
        server = _serve(env, port, place / "server.log")
        try:
            yield SimpleNamespace(url=env["SITE_URL"], manage=manage, log=place / "server.log")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(15)
    log = (place / "server.log").read_text()
    assert "Traceback" not in log, log[-4000:]


@pytest.fixture(scope="package")
def browser(chromium):
    """One browser; each test opens its own windows, which share nothing. It holds an event loop
    in this thread, so it has to be gone before the tests outside this package go on."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def window(browser, house):
    """Opens a window for one person: `window("sanne")` logged in, `window()` as a stranger. Any
    script error, refused script or third-party request fails the test."""
    contexts, troubles = [], []

    def open_window(name=None, width=1280, **more):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=house.url, locale="nl-NL", **more
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: _refused(said, troubles))
        page.on("request", lambda asked: _elsewhere(asked, house.url, troubles))
        if name:
            log_in(page, f"{name}@demo.example")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert troubles == []


def log_in(page, email, password="aan-de-keukentafel"):
    """Log in as people do."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main button.primary")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def _refused(said, troubles):
    if said.type == "error" and "Content Security Policy" in said.text:
        troubles.append(said.text)


def _elsewhere(asked, url, troubles):
    if not asked.url.startswith((url, "data:", "blob:", "about:")):
        troubles.append(f"third-party request: {asked.url}")


class Database:
    """An empty database of the kind the tests run on, gone afterwards."""

    def __init__(self, place):
        self.place = place
        self.server = os.environ.get("DATABASE_URL", "")

    def __enter__(self):
        if not self.server.startswith("postgres"):
            return f"sqlite:///{self.place / 'house.sqlite3'}"
        self.name = f"groeiplan_browser_{os.getpid()}"
        self._run(f'create database "{self.name}"')
        return self.server.rsplit("/", 1)[0] + f"/{self.name}"

    def __exit__(self, *error):
        if self.server.startswith("postgres"):
            self._run(f'drop database "{self.name}" with (force)')

    def _run(self, sql):
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _serve(env, port, log):
    granian = Path(sys.executable).parent / "granian"
    words = ["--interface", "asgi", "--no-ws", "--port", str(port), "groeiplan.asgi:application"]
    with log.open("w") as out:
        server = subprocess.Popen(
            [granian, *words], cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT
        )
    for _turn in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise AssertionError(f"the server did not start: {log.read_text()}")
