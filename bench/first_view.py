"""What a first visit with an empty cache costs over the wire, from a real server in its
production form: the page and everything it loads, compressed, headers counted."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.test import Client

PAGES = (
    "",
    "tijdlijn/",
    "tafel/",
    "gesprekken/",
    "delen/",
    "doelen/",
    "afspraken/",
    "verhalen/",
    "deelnemers/",
)
LOADS = re.compile(r'<(?:link[^>]+href|script[^>]+src|img[^>]+src|source[^>]+src)="(/[^"]+)"')
ASK = {"Accept-Encoding": "gzip", "X-Forwarded-Proto": "https", "Host": "127.0.0.1"}


def rows(plan, place):
    """The heaviest first view of the pages a family opens most."""
    client = Client()
    client.force_login(plan.people.get(user__email="sanne@demo.example").user)
    cookie = f"__Host-session={client.cookies['sessionid'].value}"
    port = _free_port()
    server = _serve(place, port)
    try:
        _wait(port)
        sizes = {page: _first_view(port, f"/plans/{plan.pk}/{page}", cookie) for page in PAGES}
    finally:
        server.terminate()
        server.wait(15)
    heaviest = max(sizes, key=sizes.get)
    yield {
        "name": "first_view_kb",
        "value": round(sizes[heaviest] / 1000, 1),
        "unit": "kB",
        "ratio": None,
        "against": f"at most 100 kB; heaviest of {len(sizes)} pages: {heaviest or 'plan'}",
        "n": len(sizes),
    }


def _serve(place, port):
    production = {
        "DEBUG": "0",
        "SECRET_KEY": "only-for-development-" + "x" * 40,  # the session above was made with it
        "JOURNAL_KEY": "only-for-this-benchmark",
        "SITE_URL": "https://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXIES": "1",
        "MAIL_FROM": "bench@localhost.example",
        "MAIL_HOST": "localhost",
        "CONTROLLER_NAME": "Niemand",
        "CONTROLLER_CONTACT": "Niemand",
        "RETENTION_WORDS": "Niets blijft staan.",
        "VAR_DIR": place,
    }
    env = {**os.environ, **production}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        env=env,
        check=True,
    )
    granian = Path(sys.executable).parent / "granian"
    command = [
        granian,
        "--interface",
        "asgi",
        "--no-ws",
        "--port",
        str(port),
        "groeiplan.asgi:application",
    ]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port):
    for _turn in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _first_view(port, url, cookie):
    status, headers, body = _get(port, url, cookie)
    if status != 200:
        raise SystemExit(f"{url} answered {status}")
    page = _unzipped(headers, body)
    loaded = sorted(set(LOADS.findall(page)))
    return _weight(headers, body) + sum(_weight(*_get(port, one, cookie)[1:]) for one in loaded)


def _get(port, url, cookie):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", url, headers={**ASK, "Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.getheaders(), body


def _weight(headers, body):
    return len(body) + sum(len(name) + len(value) + 4 for name, value in headers)


def _unzipped(headers, body):
    import gzip

    zipped = any(name.lower() == "content-encoding" and value == "gzip" for name, value in headers)
    return (gzip.decompress(body) if zipped else body).decode()
