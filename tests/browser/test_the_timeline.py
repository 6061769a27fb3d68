"""The drawing of the lines in a browser: nearer and farther by keys, wheel and buttons, the focus
keeps its place, nothing sticks out, and without script the links do the same."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
FOCUS = "document.activeElement.getAttribute('aria-label')"
LINES = "nav a:has-text('Tijdlijn')"


@pytest.fixture
def lines(window):
    """Opens the timeline as Sanne; returns the page and its address."""

    def opened(width=1280, query="", **more):
        page = window("sanne", width, **more)
        page.click(LINES)
        page.wait_for_selector("[data-timeline]")
        page.goto(page.url + query)
        if "lijst" not in query:  # a narrow window of a large computer gets its own form at once
            page.wait_for_selector(".upright" if width < 760 else ".lanes:not(.upright)")
        return page

    return opened


def stretch(page):
    """(van, tot) of what is in view; None for all of it."""
    found = page.locator("[data-timeline]")
    van = found.get_attribute("data-van")
    return van and (van, found.get_attribute("data-tot"))


def change(page, does):
    """What is in view after doing this."""
    before = page.locator(".in-view").inner_text()
    does()
    page.wait_for_function(
        "was => document.querySelector('.in-view').innerText !== was", arg=before
    )
    return stretch(page)


def test_nearer_and_back_by_keys_and_the_focus_keeps_its_place(lines):
    page = lines()
    card = page.locator(".lanes-box a[aria-label^='Sem is geboren']")
    card.focus()
    label = page.evaluate(FOCUS)
    page.locator(".lanes-box").focus()
    first = change(page, lambda: page.keyboard.press("+"))
    assert page.evaluate("document.activeElement.className") == "lanes-box"
    second = change(page, lambda: page.keyboard.press("+"))
    assert second[0] >= first[0]
    assert second[1] <= first[1]
    earlier = change(page, lambda: page.keyboard.press("ArrowLeft"))
    assert earlier < second
    begin = change(page, lambda: page.keyboard.press("Home"))
    assert begin < earlier
    assert change(page, lambda: page.keyboard.press("End")) > earlier
    assert re.search(r"van=\d{4}-\d\d&tot=\d{4}-\d\d", page.url)
    while stretch(page):
        change(page, lambda: page.keyboard.press("-"))
    card = page.locator(".lanes-box a[aria-label^='Sem is geboren']")
    card.focus()
    change(page, lambda: page.keyboard.press("+"))
    if page.locator(".lanes-box a[aria-label^='Sem is geboren']").count():
        assert page.evaluate(FOCUS) == label


def test_the_wheel_with_ctrl_goes_nearer_to_the_pointer_and_without_scrolls(lines):
    page = lines()
    spot = page.locator(".lanes-box a[aria-label^='Sem is geboren']").bounding_box()
    page.mouse.move(spot["x"] + 10, spot["y"] + 10)
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(300)
    assert stretch(page) is None
    page.keyboard.down("Control")
    for _turn in range(3):
        page.wait_for_timeout(300)
        card = page.locator(".lanes-box a[aria-label^='Sem is geboren']")
        card.evaluate("card => card.scrollIntoView({block: 'center'})")
        spot = card.bounding_box()
        page.mouse.move(spot["x"] + 10, spot["y"] + 10)
        van, tot = change(page, lambda: page.mouse.wheel(0, -120))
        assert van <= "2018-01" <= tot
    page.keyboard.up("Control")


def test_two_fingers_go_nearer(lines):
    page = lines(360, has_touch=True)
    devtools = page.context.new_cdp_session(page)
    page.locator(".upright").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.upright').scrollIntoView()")

    def spread():
        for kind, apart in (("touchStart", 30), ("touchMove", 60), ("touchMove", 110)):
            points = [{"x": 180, "y": 400 - apart, "id": 1}, {"x": 180, "y": 400 + apart, "id": 2}]
            devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    assert change(page, spread) is not None


def test_the_buttons_and_the_year_work_with_and_without_script(lines):
    for script in (True, False):
        page = lines()
        if not script:
            page.route("**/timeline*.js", lambda route: route.abort())
            page.reload()
        page.click("[data-go=nearer]")
        page.wait_for_selector("[data-van]")
        page.fill("#jaar", "2020")
        page.click("[data-year] button")
        page.wait_for_selector("[data-van='2020-01'][data-tot='2020-12']")
        page.click("[data-go=whole]")
        page.wait_for_selector("[data-timeline]:not([data-van])")


@pytest.mark.parametrize(
    "query", ["", "?jaar=2020", "?lijnen=over&ook=alles", "?als=lijst&lijn=help"]
)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark"), (320, "light")])
def test_every_way_of_looking_fits_and_has_no_axe_findings(lines, query, width, scheme):
    page = lines(width, query, color_scheme=scheme)
    assert page.evaluate(FITS)
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"][:160]) for one in found]
    small = page.evaluate(
        """() => [...document.querySelectorAll('.tl-tools .button, .crowd, .upright a, .chip')]
        .filter(e => e.checkVisibility() && e.tagName === 'A')
        .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 39 || box.width < 39).map(([words]) => words)"""
    )
    assert small == []
