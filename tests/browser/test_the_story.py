"""One family's story through the whole house, as people do it: on a phone and on a desk."""

import json
import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils.timezone import localdate
from pypdf import PdfReader

PASSWORD = "drie gewone woorden"
THIRTEEN, EIGHT = ((localdate() - timedelta(days=days)).isoformat() for days in (4_900, 3_200))
PEOPLE = (
    ("Noor", "family", "", THIRTEEN),
    ("Sem", "family", "", EIGHT),
    ("Kees", "family", "vader, eigen huis", ""),
    ("oma Riet", "network", "oma", ""),
    ("Ilse", "professional", "gezinscoach", ""),
    ("dr. Bakker", "professional", "huisarts", ""),
    ("Wim", "professional", "mentor", ""),
)
MOMENTS = (
    ("Noor is geboren", "14 maart 2013", "family"),
    ("Verhuisd naar de Merelstraat", "mei 2019", "daily_life"),
    ("Een rustig jaar", "2016", "daily_life"),
    ("Buurvrouw Fatma hielp", "ongeveer 2015", "people"),
    ("Het wijkteam kwam", "mei 2020 tot juni 2022", "help"),
)


def mail_to(page, address):
    """The newest mail to this address, as its text, from the demo's letter box."""
    page.goto("/demo/post/")
    texts = page.locator("article", has_text=address).all_inner_texts()
    assert texts, f"no mail for {address}"
    return texts[0]


def sign_up(page, email):
    """Make an account and prove the address with the mailed code."""
    page.fill("[name=email]", email)
    page.fill("[name=password1]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_selector("[name=code]")
    here = page.url
    found = re.search(
        r"\b([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\b", mail_to(page, email).split("\n\n", 1)[1]
    )
    page.goto(here)
    page.fill("[name=code]", found[1])
    page.click("main button.primary")


def choose(page, name, value):
    page.check(f"[name={name}][value='{value}']")


def go(page, button):
    """Press it and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(button).first.click()


def save(page):
    go(page, "main form button.primary")
    assert page.locator("[data-errors]").count() == 0, page.locator("[data-errors]").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_family_holds_its_plan(window, width):
    sanne = window(width=width)
    plan = _begins_a_plan(sanne, f"sanne-{uuid4().hex[:6]}x@example.test")
    _adds_her_people(sanne, plan)
    _tells_moments(sanne, plan, width)
    _lays_cards(sanne, plan)
    _plans_a_meeting(sanne, plan)
    _sets_a_goal(sanne, plan)
    ilse, noor = window(width=width), window(width=width)
    _noor_gets_her_own_way_in(sanne, noor, plan)
    email = _wants_to_share_with_ilse(sanne, plan)
    _noor_is_asked_and_says_yes(sanne, noor, plan)
    _lets_ilse_in(sanne, ilse, plan, email)
    _ilse_sees_her_parts_and_nothing_else(ilse, plan)
    _ilse_adds_a_step_and_proposes_a_moment(ilse, plan)
    _reads_who_looked(sanne, plan)
    _stops_sharing(sanne, ilse, plan)
    _takes_it_along(sanne, plan)


def _begins_a_plan(page, email):
    page.goto("/")
    page.click("main >> text=Begin jullie plan")
    sign_up(page, email)
    page.wait_for_url("**/plans/")
    page.click("main >> text=Begin ons plan")
    page.fill("[name=teller]", "Sanne")
    page.fill("[name=family_name]", "familie De Jong")
    save(page)
    assert page.locator("h1").inner_text() == "Zo staan we ervoor"
    return page.url


def _adds_her_people(page, plan):
    page.goto(plan + "deelnemers/erbij/")
    for name, kind, role, born in PEOPLE:
        page.fill("[name=name]", name)
        choose(page, "kind", kind)
        if role or born:
            page.click("summary >> text=Meer vertellen")
            page.fill("[name=role]", role)
            page.fill("[name=born]", born)
        go(page, "button[name=again]")
    page.goto(plan + "deelnemers/")
    for name, _kind, _role, _born in PEOPLE:
        assert page.get_by_role("heading", name=re.compile(rf"^{name}( |$)")).first.is_visible()


def _tells_moments(page, plan, width):
    for title, when, strand in MOMENTS:
        page.goto(plan + "tijdlijn/nieuw/")
        page.fill("[name=title]", title)
        page.fill("[name=when]", when)
        choose(page, "strand", strand)
        page.fill("[name=text]", "Zo weet ik het nog.")
        save(page)
    page.goto(plan + "tijdlijn/nieuw/")
    page.fill("[name=title]", "Een dag die niet bestaat")
    page.fill("[name=when]", "31 februari 2013")
    choose(page, "strand", "family")
    go(page, "main form button.primary")
    assert "28 februari" in page.locator("[data-errors]").inner_text()
    assert page.input_value("[name=title]") == "Een dag die niet bestaat"
    page.goto(plan + "tijdlijn/")
    if width > 1000:
        assert page.locator("svg a:visible").count() >= len(MOMENTS)
    assert "ongeveer 2015" in page.locator("main").inner_text()
    page.goto(plan + "tijdlijn/?als=lijst")
    for title, when, _strand in MOMENTS:
        words = page.locator("main").inner_text()
        assert title in words
        assert when in words


def _lays_cards(page, plan):
    places = (
        ("Noor", "kind", "table"),
        ("oma Riet", "opa", "near"),
        ("dr. Bakker", "huisarts", "far"),
    )
    for name, role, place in places:
        page.goto(plan + "tafel/leg-neer/")
        _pick(page, "person", name)
        _pick(page, "role", role)
        choose(page, "place", place)
        save(page)
    page.goto(plan + "tafel/leg-neer/")
    page.fill("[name=own_role]", "iemand voor Sem")
    choose(page, "place", "missing")
    save(page)
    page.goto(plan + "tafel/")
    assert page.locator("svg a:visible").count() == len(places)
    page.goto(plan + "tafel/?als=lijst")
    words = page.locator("main").inner_text()
    for name in ("Noor", "oma Riet", "dr. Bakker", "iemand voor Sem"):
        assert name.lower() in words.lower()


def _plans_a_meeting(page, plan):
    page.goto(plan + "gesprekken/nieuw/")
    page.fill("[name=day]", (localdate() + timedelta(days=12)).isoformat())
    page.fill("[name=time]", "15:30")
    page.fill("[name=place]", "aan onze tafel")
    page.fill("[name=question]", "Hoe blijft Noor op school?")
    save(page)
    meeting = page.url.split("#")[0].split("?")[0]
    page.goto(meeting + "?aanpassen=1")
    down = page.locator("main form button", has_text=re.compile("omlaag|lager|naar beneden", re.I))
    down.first.click()
    page.wait_for_load_state("networkidle")
    for what in ("Oma haalt Sem van zwemmen", "Kees belt op zondag"):
        page.goto(meeting + "afspraak/")
        page.fill("[name=what]", what)
        _pick(page, "who", "oma Riet")
        page.fill("[name=by_when]", "volgende maand")
        page.fill("[name=by_when]", (localdate() + timedelta(days=20)).strftime("%d-%m-%Y"))
        _pick(page, "checked_by", "Sanne")
        page.fill("[name=look_back_on]", (localdate() + timedelta(days=30)).isoformat())
        save(page)
    page.goto(plan)
    words = page.locator("main").inner_text()
    assert "Oma haalt Sem van zwemmen" in words
    assert "Hoe blijft Noor op school?" in words


def _sets_a_goal(page, plan):
    page.goto(plan + "doelen/nieuw/")
    page.fill("[name=title]", "Noor gaat met plezier naar school")
    save(page)
    page.goto(plan + "doelen/")
    page.click("main a[href*='/stappen/nieuw/']")
    page.fill("[name=title]", "Drie ochtenden proberen")
    save(page)
    page.goto(plan + "verhalen/nieuw/")
    choose(page, "kind", "going_well")
    page.fill("[name=text]", "Sem slaapt weer in zijn eigen bed.")
    save(page)


def _noor_gets_her_own_way_in(sanne, noor, plan):
    """She is thirteen: what is about her needs her own yes, from her own account."""
    email = f"noor-{uuid4().hex[:6]}x@example.test"
    sanne.goto(plan + "delen/geven/")
    card = sanne.locator("main a[href*='/geven/']", has_text="Noor").get_attribute("href")
    sanne.goto(card.replace("delen/geven/", "deelnemers/") + "uitnodigen/")
    choose(sanne, "place", "family")
    sanne.fill("[name=email]", email)
    save(sanne)
    _comes_in(noor, email)
    sanne.goto(plan + "delen/")
    go(sanne, "main >> text=/Ja, dit is Noor/")
    go(sanne, "main form button.primary")
    assert noor.goto(plan).status == 200


def _comes_in(page, email):
    """From the mail to the plan's door: an account, and the invitation taken."""
    link = re.search(r"https?://\S+/uitnodiging/\S+", mail_to(page, email))[0].rstrip("/.") + "/"
    page.goto(link)
    assert "De Jong" not in page.locator("body").inner_text()
    page.click("main >> text=/account maken|maak een account/i >> nth=0")
    sign_up(page, email)
    page.wait_for_url("**/uitnodiging/**")
    go(page, "main form button.primary")


def _wants_to_share_with_ilse(sanne, plan):
    """Nothing can be shared before it stands who decides about the children; writing that down
    leads back to what was filled in. Returns the address that the invitation goes to."""
    email = f"ilse-{uuid4().hex[:6]}x@example.test"
    _fills_in_what_ilse_may_see(sanne, plan, email)
    go(sanne, "main form button.primary")
    for child in ("Noor", "Sem"):
        assert f"Wie beslist over {child}?" in sanne.locator("main").inner_text()
        go(sanne, "main >> text=Opschrijven wie het gezag heeft")
        _pick(sanne, "holder", "Sanne")
        choose(sanne, "kind", "parent")
        go(sanne, "main form button.primary")
        assert sanne.input_value("[name=email]") == email
    save(sanne)
    words = sanne.locator("main").inner_text()
    assert "Jij, als ouder met gezag over Noor en Sem, en over jezelf" in words
    assert "Er gaat niets vanzelf naar Noor." in words
    go(sanne, "main >> text=Ja, dit mag")
    assert "Wacht op Noor" in sanne.locator("main").inner_text()
    return email


def _fills_in_what_ilse_may_see(sanne, plan, email):
    sanne.goto(plan + "delen/geven/")
    sanne.click("main a >> text=Ilse")
    for part in ("groeiplan.goals", "timeline.help"):
        sanne.check(f"[name=look][value='{part}']")
        sanne.check(f"[name=change][value='{part}']")
    for part in ("kitchen_table.kitchen_table", "alignment_meetings.alignment_meetings"):
        sanne.check(f"[name=look][value='{part}']")
    sanne.fill("[name=email]", email)


def _noor_is_asked_and_says_yes(sanne, noor, plan):
    noor.goto(plan + "delen/")
    assert "Ilse" not in noor.locator("main").inner_text(), "nothing goes to her by itself"
    go(sanne, "main >> text=Vraag het aan Noor")
    go(sanne, "main form button.primary")
    noor.goto(plan + "delen/")
    assert "Mag Ilse meelezen?" in noor.locator("main").inner_text()
    go(noor, "main >> text=Lezen en antwoorden")
    go(noor, "main button[name=answer][value=yes]")


def _lets_ilse_in(sanne, ilse, plan, email):
    mail = mail_to(ilse, email)
    assert "Noor" not in mail
    assert "De Jong" not in mail
    _comes_in(ilse, email)
    assert ilse.goto(plan).status == 404
    sanne.goto(plan + "delen/")
    assert email in sanne.locator("main").inner_text()
    go(sanne, "main >> text=/Ja, dit is Ilse/")
    go(sanne, "main form button.primary")
    assert ilse.goto(plan).status == 200


def _ilse_sees_her_parts_and_nothing_else(page, plan):
    for path in ("", "doelen/", "tijdlijn/", "tafel/", "gesprekken/"):
        assert page.goto(plan + path).status == 200, path
        assert "Dit zien:" in page.locator("main").inner_text()
    words = page.goto(plan + "tijdlijn/?als=lijst") and page.locator("main").inner_text()
    assert "Het wijkteam kwam" in words
    assert "Noor is geboren" not in words
    for path in ("verhalen", "afspraken", "deelnemers", "delen", "wie-keek", "andere-plannen"):
        assert page.goto(f"{plan}{path}/").status == 404, path
    assert "eigen bed" not in (page.goto(plan) and page.content())


def _ilse_adds_a_step_and_proposes_a_moment(page, plan):
    page.goto(plan + "doelen/")
    page.click("main a[href*='/stappen/nieuw/']")
    page.fill("[name=title]", "Ik bel met de mentor")
    save(page)
    page.goto(plan + "tijdlijn/nieuw/")
    page.fill("[name=title]", "Ik kwam voor het eerst")
    page.fill("[name=when]", "september 2024")
    page.fill("[name=text]", "Jullie gaven mij thee.")
    save(page)
    page.goto(plan + "tijdlijn/?als=lijst")
    assert "Ik kwam voor het eerst" in page.locator("main").inner_text()


def _reads_who_looked(page, plan):
    page.goto(plan + "wie-keek/")
    words = page.locator("main").inner_text()
    assert re.search(r"Ilse .*keek naar", words, re.S)
    assert "Sanne en Noor zeiden ja" in words
    page.goto(plan + "tijdlijn/?als=lijst")
    assert "Ik kwam voor het eerst" in page.locator("main").inner_text()


def _stops_sharing(sanne, ilse, plan):
    sanne.goto(plan + "delen/")
    sanne.click("main >> text=Stoppen met delen >> nth=0")
    go(sanne, "dialog[open] form button.danger")
    # What stands open on her screen hears that the door shut, and goes away by itself.
    ilse.locator("h1", has_text="Deze pagina is er niet").wait_for()
    for path in ("", "tijdlijn/", "doelen/", "op-papier/"):
        assert ilse.goto(plan + path).status == 404, path


def _takes_it_along(page, plan):
    paper = page.request.get(plan + "op-papier/")
    words = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper.body())).pages)
    for said in ("Noor gaat met plezier naar school", "Noor is geboren", "Kees belt op zondag"):
        assert said in " ".join(words.split())
    taken = json.loads(page.request.get(plan + "meenemen/").text())
    assert len(taken["timeline"]["moments"]) == len(MOMENTS) + 1


def _pick(page, field, name):
    options = page.locator(f"[name={field}] option", has_text=re.compile(rf"^\s*{re.escape(name)}"))
    page.select_option(f"[name={field}]", value=options.first.get_attribute("value"))
