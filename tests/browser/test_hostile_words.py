"""T14: what people type is shown as they typed it, and never runs."""

import pytest

WORDS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "{{ 7*7 }}{% debug %}",
    "javascript:alert(3)",
    "</textarea><svg onload=alert(4)>",
    "'; drop table groeiplan_plan; -- \u202e\u0301😀",
)


@pytest.mark.parametrize("words", WORDS)
def test_T14_words_are_words(window, words):
    page, dialogs = window("joris"), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.wait_for_url("**/plans/*/")
    plan = page.url
    _tell(page, plan + "verhalen/nieuw/", {"text": words}, {"kind": "going_well"})
    _tell(page, plan + "doelen/nieuw/", {"title": words})
    _tell(
        page,
        plan + "tijdlijn/nieuw/",
        {"title": words, "when": "2020", "text": words},
        {"strand": "family"},
    )
    _tell(page, plan + "deelnemers/erbij/", {"name": words[:70]}, {"kind": "network"})
    for path in ("", "verhalen/", "doelen/", "tijdlijn/", "tijdlijn/?als=lijst", "deelnemers/"):
        answer = page.goto(plan + path)
        assert answer.status == 200, path
        page.wait_for_load_state("networkidle")
    stories = page.request.get(plan + "meenemen/").json()["groeiplan"]["stories"]
    assert words in {story["text"] for story in stories}
    assert page.request.get(plan + "op-papier/").status == 200
    assert dialogs == []


def _tell(page, url, texts, choices=None):
    page.goto(url)
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)
    for name, value in (choices or {}).items():
        page.check(f"[name={name}][value='{value}']")
    with page.expect_navigation():
        page.locator("main form button.primary").first.click()
    assert page.locator("[data-errors]").count() == 0
