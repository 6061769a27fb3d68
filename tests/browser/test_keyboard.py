"""With the keys alone: everything is reached, focus is seen, Esc three times leaves."""

import re

FOCUS_SHOWS = """() => { const s = getComputedStyle(document.activeElement);
    return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"""


def tab_to(page, words, most=80):
    """Press Tab until what has focus says these words, and see that its focus shows."""
    for _turn in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.innerText || document.activeElement.name || '').trim()"
        )
        if re.search(words, said):
            assert page.evaluate(FOCUS_SHOWS), f"focus does not show on {said}"
            return
    raise AssertionError(f"no way by keyboard to {words}")


def test_a_moment_is_told_without_a_mouse(window):
    page = window("joris", 1280)
    page.keyboard.press("Tab")
    assert "Naar de inhoud" in page.evaluate("document.activeElement.innerText")
    tab_to(page, "^Tijdlijn$")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "Moment erbij")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "^title$")
    page.keyboard.type("De eerste schooldag")
    tab_to(page, "^when$")
    page.keyboard.type("vorig jaar")
    tab_to(page, "^strand$")
    page.keyboard.press("Space")
    tab_to(page, "Zet het erbij")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "De eerste schooldag" in page.locator("h1").inner_text()


def test_esc_three_times_leaves_at_once(window, house):
    page = window()
    page.goto("/hulp/")
    target = page.locator("[data-exit]").get_attribute("href")
    page.evaluate("target => document.querySelector('[data-exit]').href = target", house.url + "/")
    assert target.startswith("https://")
    for _turn in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(house.url + "/")
    assert page.evaluate("history.length") <= 2
