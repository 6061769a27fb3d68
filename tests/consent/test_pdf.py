"""The consent statement on paper: one sheet, the right words, nothing that should not be on it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consent import actions, pdf, sharing
from groeiplan.actions import people
from tests.cast import ask, share, visit

LONG = "Dit wil ik er graag bij zeggen, want het is niet niks. " * 40


def sheet(content):
    """The words of a PDF that must be a single page."""
    paper = PdfReader(BytesIO(content))
    assert len(paper.pages) == 1
    return " ".join(paper.pages[0].extract_text().split())


def filled(person, consent):
    seen = visit(person)
    shared = sharing.read_by(seen, sharing.consents_of(seen.plan).filter(pk=consent.pk))[0]
    return pdf.statement(shared, seen)


@pytest.fixture
def page(cast, client):
    client.force_login(cast.sanne.user)

    def get(name, *args):
        return client.get(reverse(f"consent:{name}", args=[cast.plan.pk, *args]))

    return get


def test_a_filled_sheet_tells_all_that_was_agreed(cast, page):
    answer = page("paper", cast.ilse_consent.pk)
    assert answer["Content-Type"] == "application/pdf"
    words = sheet(answer.content)
    for said in (
        "Toestemming om te delen",
        "Ilse (gezinscoach)",
        "het hele gezin",
        "Tijdlijn: de hulp",
        "iedereen zegt ja",
        "Sanne, als ouder met gezag over Noor en Sem, en over zichzelf",
        "Noor, als jongere, over zichzelf",
        "Ja, zelf gegeven",
        "Stoppen kan altijd",
    ):
        assert said in words
    assert "Niet alles paste" not in words


def test_neither_the_file_name_nor_the_metadata_tells_with_whom(cast, page):
    answer = page("paper", cast.ilse_consent.pk)
    told = str(answer.headers) + str(PdfReader(BytesIO(answer.content)).metadata)
    for name in ("Ilse", "Noor", "Kees", "gezinscoach"):
        assert name not in told


def test_who_still_has_to_answer_has_room_to_sign_and_a_no_is_told_without_its_words(cast):
    consent = ask(cast.sanne, cast.riet, look=["groeiplan.goals"], purpose="Oppassen")
    words = sheet(filled(cast.sanne, consent))
    assert "wacht op Kees en Noor" in words
    assert words.count("Ja, zelf gegeven") == 1
    actions.refuse(consent, by=cast.kees, words="Om wat er toen gebeurde")
    words = sheet(filled(cast.sanne, consent))
    assert "we zijn het niet eens" in words
    assert "geen ja" in words
    assert "Om wat er toen gebeurde" not in words


def test_withdrawn_says_by_whom_and_when(cast):
    actions.withdraw(cast.ilse_consent, by=cast.kees)
    assert re.search(r"ingetrokken op .+ door Kees", sheet(filled(cast.sanne, cast.ilse_consent)))


@pytest.mark.parametrize("how", ["dropped", "refused", "before it began"])
def test_what_never_opened_was_not_withdrawn_but_stopped(cast, page, how):
    later = timezone.now() + timedelta(days=9)
    if how == "before it began":
        consent = share(cast.sanne, cast.riet, ["groeiplan.goals"], since=later)
    else:
        consent = ask(cast.sanne, cast.riet, look=["groeiplan.goals"])
    if how == "refused":
        actions.refuse(consent, by=cast.kees, words="")
    consent = actions.withdraw(consent, by=cast.sanne)
    words = sheet(filled(cast.sanne, consent))
    why = "voordat het begon" if how == "before it began" else "niet iedereen zei ja"
    assert re.search(rf"gestopt op .+ door Sanne, {why}", words)
    record = page("consent", consent.pk).content.decode()
    assert "ingetrokken" not in (words + record).lower()
    assert ("Afgesproken door" in words) == (how == "before it began")


def test_what_is_not_agreed_yet_is_not_called_agreed(cast):
    consent = ask(cast.sanne, cast.riet, look=["groeiplan.goals"])
    assert "Dit wil familie De Jong delen." in sheet(filled(cast.sanne, consent))
    actions.withdraw(consent, by=cast.sanne)
    assert "Dit wilde familie De Jong delen." in sheet(filled(cast.sanne, consent))


def test_the_blank_sheet_has_boxes_lines_and_the_rule_of_ages(cast, page):
    words = sheet(page("blank").content)
    for said in ("Vul in wat jullie willen", "het hele gezin", "6 maanden", "met een tolk"):
        assert said in words
    for said in ("Verhalen", "Ons gewone leven", "De tafel", "Onder de 12", "Opgeschreven door"):
        assert said in words
    assert words.count("☐") > 20
    for name in ("Sanne", "Noor", "Ilse"):
        assert name not in words


def test_long_texts_and_strange_letters_still_fit_one_sheet_and_say_so(cast):
    """T34: Arabic, emoji, markup and words without an end."""
    role = "w" * 80
    names = ("فاطمة الزهراء", "Łukasz Ş", "<b>&amp;</b> 🎉", "x" * 80)
    children = [
        people.add(
            by=cast.sanne,
            name=f"{name} {n}"[:80],
            kind="family",
            born=timezone.localdate() - timedelta(days=365 * 14),
        )
        for n in range(8)
        for name in names
    ]
    for child in children:
        people.set_authority(by=cast.sanne, child=child, holder=cast.sanne, kind="parent")
        people.set_authority(by=cast.sanne, child=child, holder=cast.kees, kind="parent")
    people.change(cast.riet, by=cast.sanne, version=cast.riet.version, role=role)
    words = {"purpose": LONG[:1000], "language": "Ж" * 60, "interpreter": "ü" * 80}
    consent = ask(cast.sanne, cast.riet, look=["groeiplan.goals"], explained="talk", **words)
    said = sheet(filled(cast.sanne, consent))
    assert "…" in said
    assert "Niet alles paste op dit blad" in said
    assert "Toestemming om te delen" in said


def test_a_thousand_letters_are_not_cut_while_there_is_room(cast):
    consent = ask(cast.sanne, cast.riet, look=["groeiplan.goals"], purpose=LONG[:990] + " EINDE")
    said = sheet(filled(cast.sanne, consent))
    assert "EINDE" in said
    assert "Niet alles paste" not in said


def test_equal_consents_give_equal_bytes(cast):
    assert filled(cast.sanne, cast.ilse_consent) == filled(cast.sanne, cast.ilse_consent)
