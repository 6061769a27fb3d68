"""Samen-modus in a real browser: what is added on one screen shows on the other, with the keyboard
alone, without anybody being disturbed."""

import os
import re
import time
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def together(window, name, strand="people", **more):
    page = window(name, **more)
    page.goto("/plans/")
    plan = re.search(r"/plans/([0-9a-f-]{36})/", page.content())[1]
    page.goto(f"/plans/{plan}/tijdlijn/samen/{strand}/")
    return page


def add(page, when, title):
    page.fill("#erbij [name=when]", when)
    page.fill("#erbij [name=title]", title)
    page.keyboard.press("Enter")


def listens(page):
    """Its line is open: the page was right already, so it says so by asking for nothing."""
    page.wait_for_function("document.querySelector('#lijn[data-live]') && window.htmx")
    page.wait_for_timeout(1500)


def test_what_is_added_on_one_screen_stands_on_the_other_within_two_seconds(window):
    here, there = together(window, "sanne"), together(window, "kees")
    listens(there)
    there.fill("#erbij [name=title]", "Kees is halverwege")
    add(here, "zomer 2017", "Buren van nummer 12")
    begin = time.monotonic()
    item = there.locator("#lijn li", has_text="Buren van nummer 12")
    expect(item).to_be_visible(timeout=8_000)
    took = time.monotonic() - begin
    assert took < 2 or _is_busy(), f"it took {took:.1f} s"
    expect(item).to_contain_text("zomer 2017")
    assert there.input_value("#erbij [name=title]") == "Kees is halverwege"
    assert there.evaluate("document.activeElement.name") == "title"
    add(there, "2018", "Kees maakt het af")  # it goes on listening after it was swapped
    expect(here.locator("#lijn li", has_text="Kees maakt het af")).to_be_visible(timeout=8_000)
    add(here, "2019", "En nog iets")
    expect(there.locator("#lijn li", has_text="En nog iets")).to_be_visible(timeout=8_000)
    titles = there.locator("#lijn .what").all_inner_texts()
    mine = [one for one in titles if one in ("Buren van nummer 12", "Kees maakt het af")]
    assert mine == ["Buren van nummer 12", "Kees maakt het af"]  # at their place in time


def test_with_the_keyboard_alone_the_field_empties_and_one_goes_on(window):
    page = together(window, "sanne", "daily_life")
    page.locator("#erbij [name=when]").focus()
    page.keyboard.type("zomer 2016")
    expect(page.locator("#erbij [data-said-back]")).to_contain_text("Ik lees: zomer 2016")
    page.keyboard.press("Tab")
    page.keyboard.type("Op de camping")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # the next one tells
    teller = page.evaluate("document.activeElement.value")
    page.keyboard.press("Enter")
    expect(page.locator("#lijn .just-now")).to_contain_text("Op de camping")
    expect(page.locator("#gezegd")).to_contain_text("staat erbij (zomer 2016)")
    page.wait_for_function("document.activeElement.name === 'when'")
    assert page.input_value("#erbij [name=when]") == page.input_value("#erbij [name=title]") == ""
    assert page.locator("#erbij [name=told_by]:checked").get_attribute("value") == teller
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # nothing typed: it says what is missing, and stays
    expect(page.locator("#erbij [data-errors]")).to_be_visible()


def test_on_a_low_screen_the_word_after_it_stands_above_the_bar(window):
    page = together(window, "sanne", "help")
    page.set_viewport_size({"width": 1280, "height": 800})
    add(page, "ongeveer 2019", "Iemand belde terug")
    expect(page.locator("#gezegd .notice")).to_be_in_viewport(ratio=1)
    bar = page.locator(".turn").bounding_box()["y"]
    for part in ("#gezegd .notice", ".together-add > .hint"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= bar, part


def test_hostile_words_come_as_words_on_the_other_screen(window):
    here, there = together(window, "sanne", "help"), together(window, "kees", "help")
    listens(there)
    add(here, "", "<img src=x onerror=alert(1)><script>alert(2)</script>")
    said = there.locator("#lijn li", has_text="<img src=x onerror=alert(1)>")
    expect(said).to_be_visible(timeout=8_000)
    assert there.locator("#lijn img, #lijn script").count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(1920, "light"), (1280, "dark"), (360, "light")])
def test_no_axe_findings_and_nothing_sticks_out(window, width, scheme):
    page, axe = together(window, "sanne", width=width, color_scheme=scheme), Axe()
    page.goto(page.url.split("people/")[0])
    page.locator(".together-choice button").first.click()
    page.wait_for_selector("[data-clock]")
    line = page.url
    for address in ("", "../", "../klaar/"):
        assert page.goto(urljoin(line, address)).status == 200
        assert axe.run(page).response["violations"] == [], address
        assert page.evaluate(FITS), address


def test_without_script_it_is_a_plain_page(window):
    page = together(window, "sanne", "people", java_script_enabled=False)
    add(page, "2014", "Zonder script")
    page.wait_for_url(lambda url: "vertelt=" in url)
    expect(page.locator("#lijn li", has_text="Zonder script")).to_be_visible()


def test_the_drawing_comes_in_by_itself_and_keeps_how_one_looks(window):
    here, there = together(window, "sanne", "family"), together(window, "kees", "family")
    there.goto(there.url.split("samen/")[0] + "?van=2010-01&tot=2012-12")
    there.locator("#tijdlijn details summary").first.click()
    there.wait_for_timeout(1500)
    there.locator(".lanes-box").evaluate("box => box.scrollIntoView({ block: 'start' })")
    box = there.locator(".lanes-box").bounding_box()
    there.mouse.move(box["x"] + 300, box["y"] + 20)
    there.mouse.down()
    there.mouse.move(box["x"] + 260, box["y"] + 20)
    add(here, "mei 2011", "De eerste fiets")
    there.wait_for_timeout(2500)
    card = there.locator("#tijdlijn [aria-label^='De eerste fiets']")
    assert card.count() == 0, "nobody is disturbed while dragging"
    there.mouse.move(box["x"] + 300, box["y"] + 20)
    there.mouse.up()
    expect(card.first).to_be_attached(timeout=8_000)
    assert "van=2010-01&tot=2012-12" in there.url
    assert there.locator("#tijdlijn").get_attribute("data-van") == "2010-01"
    assert there.locator("#tijdlijn details").first.get_attribute("open") is not None


def _is_busy():
    """On a machine that does more than it can, two seconds prove nothing."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
