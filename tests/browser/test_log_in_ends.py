"""A log-in ends while somebody writes: what was typed stays, and comes in after the next log-in."""

import pytest

from tests.browser.conftest import log_in

WORDS = "Noor sliep vannacht helemaal door."


def begin(window, **more):
    page = window("sanne", width=360, **more)
    page.goto("/")
    plan = "/".join(page.locator("a[href*='/plans/']").first.get_attribute("href").split("/")[:3])
    page.goto(f"{plan}/verhalen/nieuw/")
    page.check("[name=kind][value=going_well]")
    page.fill("#id_text", WORDS)
    return page


def send(page):
    page.locator("main form button.primary").click()


@pytest.mark.parametrize("ends", ["the session", "all cookies"])
def test_the_words_stay_and_come_in_afterwards(window, ends):
    page = begin(window)
    page.context.clear_cookies(**({"name": "sessionid"} if ends == "the session" else {}))
    send(page)
    notice = page.locator("main form [role=alert]")
    notice.wait_for()
    assert page.input_value("#id_text") == WORDS
    with page.context.expect_page() as opened:
        notice.locator("a").click()
    other = opened.value
    other.fill("[name=login]", "kees@demo.example")
    other.fill("[name=password]", "aan-de-keukentafel")
    other.click("main button.primary")
    other.wait_for_url("**/weer-ingelogd/")
    send(page)
    page.wait_for_selector("text=iemand anders ingelogd")
    assert page.input_value("#id_text") == WORDS, "nobody's words are sent as another's"
    other.context.clear_cookies(name="sessionid")
    log_in(other, "sanne@demo.example")
    with page.expect_navigation():
        send(page)
    assert WORDS in page.locator("main").inner_text()
    stored = "[...Object.values(localStorage), ...Object.values(sessionStorage)].join()"
    assert WORDS not in page.evaluate(stored)


def test_without_script_back_finds_the_words(window):
    page = begin(window, java_script_enabled=False)
    page.context.clear_cookies()
    with page.expect_navigation():
        send(page)
    assert "Je bent uitgelogd" in page.locator("h1").inner_text()
    with page.context.expect_page() as opened:
        page.locator("main a[target=_blank]").click()
    log_in(opened.value, "sanne@demo.example")
    page.go_back()
    assert page.input_value("#id_text") == WORDS
    with page.expect_navigation():
        send(page)
    assert WORDS in page.locator("main").inner_text()


def test_a_dropped_line_keeps_the_words(window):
    page = begin(window)
    page.route("**/nog-ingelogd/**", lambda route: route.abort())
    send(page)
    page.wait_for_selector(".toast")
    assert page.input_value("#id_text") == WORDS
    page.unroute("**/nog-ingelogd/**")
    with page.expect_navigation():
        send(page)
    assert WORDS in page.locator("main").inner_text()
