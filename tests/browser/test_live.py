"""A live line in a real browser: what one window tells stands in the other by itself, and nobody is
disturbed by it. No room uses lines on this page: the test names one on the list of stories."""

from playwright.sync_api import expect

LISTEN = """() => new Promise((ready) => {
    const part = document.querySelector('#inhoud');
    part.dataset.live = location.pathname.replace('verhalen/', 'live/groeiplan/stories/');
    part.setAttribute('hx-get', location.pathname);
    part.setAttribute('hx-select', '#inhoud > *');
    part.setAttribute('hx-swap', 'innerHTML');
    part.setAttribute('hx-trigger', 'changed');
    window.asked = 0;
    addEventListener('htmx:beforeRequest', () => { window.asked += 1 });
    htmx.process(part);
    const script = document.createElement('script');
    script.src = '/static/groeiplan/live.js';
    script.addEventListener('load', () => {
        document.dispatchEvent(new Event('htmx:load'));
        ready();
    });
    document.head.append(script);
})"""


def stories(window, name):
    page = window(name)
    page.goto(page.locator("a[href^='/plans/']").first.get_attribute("href"))
    plan = page.url.split("/plans/")[1].split("/")[0]
    page.goto(f"/plans/{plan}/verhalen/")
    return page


def has_asked(page):
    """The line is open, and what it said first was asked for."""
    for _turn in range(100):
        if page.evaluate("window.asked > 0"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the page never asked for what its line told of")


def tell(page, words):
    page.goto(page.url.split("verhalen/")[0] + "verhalen/nieuw/")
    page.check("[name=kind][value=story]")
    page.fill("[name=text]", words)
    page.click("main button.primary")
    page.wait_for_url(lambda url: "/nieuw/" not in url)


def test_what_one_window_tells_stands_in_the_other(window):
    here, there = stories(window, "sanne"), stories(window, "noor")
    there.evaluate(LISTEN)
    tell(here, "Dit zag je vanzelf")
    expect(there.get_by_text("Dit zag je vanzelf").first).to_be_visible(timeout=10_000)


def test_words_being_typed_and_what_has_focus_stay(window):
    here, there = stories(window, "sanne"), stories(window, "noor")
    there.evaluate(LISTEN)
    has_asked(there)
    there.evaluate("""() => {
        const field = document.createElement('textarea');
        field.id = 'typing';
        document.querySelector('#inhoud').append(field);
        field.focus();
    }""")
    there.keyboard.type("half een zin")
    tell(here, "Dit komt even later")
    there.wait_for_timeout(2500)
    assert there.input_value("#typing") == "half een zin"
    assert there.evaluate("document.activeElement.id") == "typing"
    there.evaluate("document.querySelector('#typing').remove()")
    expect(there.get_by_text("Dit komt even later").first).to_be_visible(timeout=10_000)

    link = there.locator("main a[href$='/verhalen/nieuw/']").first
    link.focus()
    tell(here, "Dit laat de focus staan")
    expect(there.get_by_text("Dit laat de focus staan").first).to_be_visible(timeout=10_000)
    assert there.evaluate("document.activeElement.getAttribute('href')").endswith("/nieuw/")


def test_after_logging_out_elsewhere_the_page_shows_nothing_any_more(window):
    page = stories(window, "noor")
    page.evaluate(LISTEN)
    has_asked(page)
    other = page.context.new_page()
    other.goto("/accounts/logout/")
    other.locator("main button.primary").click()
    page.wait_for_url(lambda url: "/accounts/login/" in url)
