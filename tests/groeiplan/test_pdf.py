import time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from reportlab.platypus import Paragraph

from groeiplan import pdf

SENTENCE = "Dit is een gewone zin die iemand heeft opgeschreven over vroeger. "


def printed(story, title="Ons plan", footer="Van het gezin."):
    return pdf.render(story, title=title, footer=footer)


def read(paper):
    return PdfReader(BytesIO(paper))


def words(paper):
    return " ".join(" ".join(page.extract_text() for page in read(paper).pages).split())


def test_what_people_wrote_is_on_paper_as_typed():
    said = words(
        printed(pdf.text("Şemsi, Łukasz, Çağla, Zoë, Ñu en Ivančić: “<b>echt</b> & waar”"))
    )
    assert "Şemsi, Łukasz, Çağla, Zoë, Ñu en Ivančić: “<b>echt</b> & waar”" in said


def test_t34_markup_never_opens_a_file(tmp_path):
    secret = tmp_path / "secret.png"
    typed = f'<img src="{secret}"/><a href="http://a.example">x</a><para><font name="x">&lt;&#60;'
    for story in (
        pdf.text(typed),
        pdf.quote(typed, typed),
        pdf.bullets([typed]),
        pdf.pairs([(typed, typed)]),
        pdf.heading(typed),
        pdf.tagline(typed),
    ):
        paper = printed(story, title=typed, footer=typed)
        assert '<img src="' in words(paper)
        assert not any("/Annots" in page for page in read(paper).pages)


def test_decomposed_letters_are_composed_and_control_marks_gone():
    assert "Zoë en Renée" in words(
        printed(pdf.text("Zoe\u0308 en\u200b Rene\u0301e\x00\x07\u202e\ud800"))
    )


@pytest.mark.parametrize("typed", ["✓", "→", "م", "ש", "ሰ", "Ω", "Ж"])
def test_every_letter_finds_a_font_that_has_it(typed):
    for own in ("Roboto", "Serif"):
        name = pdf._font_for(typed, own)
        assert ord(typed) in pdf._coverage(name)
    assert typed in words(printed(pdf.text(f"hier: {typed}", "words")))


def test_an_emoji_finds_a_font_too():  # ReportLab writes no readable text layer for those
    assert ord("🎂") in pdf._coverage(pdf._font_for("🎂", "Roboto"))


def test_a_letter_nobody_has_is_shown_as_missing():
    assert "a \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} b" in words(
        printed(pdf.text("a 中文 b"))
    )


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_text_can_be_printed(typed):
    story = (
        pdf.heading(typed) + pdf.text(typed) + pdf.quote(typed, typed) + pdf.pairs([(typed, typed)])
    )
    assert printed(story + pdf.bullets([typed]), title=typed, footer=typed).startswith(b"%PDF")


@given(st.text(st.sampled_from("ab \n😀ş"), max_size=6000))
@settings(deadline=None, max_examples=40)
def test_chunks_lose_no_word_and_stay_small(typed):
    made = pdf.text(typed)
    assert all(isinstance(one, Paragraph) and len(one.getPlainText()) <= pdf.CHUNK for one in made)
    assert "".join("".join(one.getPlainText().split()) for one in made) == "".join(typed.split())


def test_lines_and_paragraphs_are_kept():
    assert len(pdf.text("een\ntwee\n\n\ndrie")) == 2
    assert words(printed(pdf.text("een\ntwee"))).count("een twee") == 1


@pytest.mark.parametrize("nothing", [None, "", " \n\t ", "\u200b"])
def test_nothing_makes_nothing(nothing):
    assert (
        pdf.text(nothing)
        == pdf.bullets([nothing])
        == pdf.quote(nothing)
        == pdf.heading(nothing)
        == []
    )


def test_an_empty_paper_says_so():
    paper = printed([])
    assert len(read(paper).pages) == 1
    assert "Hier staat nog niets." in words(paper)


def test_each_page_says_whose_it_is_who_may_have_it_and_its_number():
    pages = read(printed(pdf.text(SENTENCE * 200), title="Ons plan", footer="Voor oma Riet.")).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        said = page.extract_text()
        assert "Ons plan" in said
        assert "Voor oma Riet." in said
        assert f"Bladzijde {number} van {len(pages)}" in " ".join(said.split())


def test_equal_input_gives_equal_bytes_in_dutch_without_names_in_metadata():
    def make():
        story = pdf.heading("Noor", 1) + pdf.quote("Het lukt 🎂", "Noor")
        return pdf.render(story, title="Ons plan", subject="Groeiplan", footer="Voor Ilse.")

    paper = read(make())
    assert make() == make()
    assert paper.trailer["/Root"]["/Lang"] == "nl-NL"
    assert (paper.metadata.title, paper.metadata.subject) == ("Ons plan", "Groeiplan")
    assert not any("Noor" in str(told) or "Ilse" in str(told) for told in paper.metadata.values())


def test_headings_make_an_outline_even_when_levels_are_skipped():
    story = (
        pdf.heading("Plan", 0) + pdf.heading("Diep", 3) + pdf.text("x") + pdf.heading("Doelen", 1)
    )
    outline = read(printed(story)).outline
    assert outline[0].title == "Plan"
    assert [entry.title for entry in outline[1]] == ["Diep", "Doelen"]


def test_an_unknown_hue_is_an_error():
    with pytest.raises(KeyError):
        pdf.quote("Hoi", "Noor", "pink")


@pytest.mark.parametrize(
    "make",
    [
        lambda: pdf.text(SENTENCE * 16_000),
        lambda: pdf.quote(SENTENCE * 16_000, "Noor"),
        lambda: pdf.pairs([("Verhaal", SENTENCE * 16_000)]),
        lambda: pdf.text("w" * 100_000),
        lambda: pdf.pairs([("w" * 20_000, "w" * 20_000)]),
        lambda: pdf.heading("W" * 100_000, 0) + pdf.heading("W" * 120, 0) + pdf.text("w " * 2_000),
        lambda: pdf.text("<b>&" * 25_000),
        lambda: pdf.bullets(["Stap & <b>"] * 500) + pdf.pairs([("Wie", "Noor")] * 500),
        lambda: pdf.text("😀" * 50_000) + pdf.text("x" + "\u0302" * 50_000),
        lambda: pdf.text("مرحبا بك ş " * 5_000),
        lambda: pdf.text("a😀" * 10_000),
        lambda: pdf.text("a\n" * 10_000) + pdf.text("\n" * 1_000_000),
    ],
    ids=[
        "1 MB",
        "1 MB quote",
        "1 MB cell",
        "long word",
        "long cells",
        "long headings",
        "markup",
        "500 items",
        "emoji and marks",
        "arabic",
        "mixed",
        "lines",
    ],
)
def test_t34_hostile_text_is_printed_in_time(make):
    begin = time.process_time()
    assert printed(make()).startswith(b"%PDF")
    assert time.process_time() - begin < 10


def test_a_picture_is_drawn_small_upright_and_without_what_it_knew():
    drawn = BytesIO()
    about = Image.Exif()
    about[0x010F] = "Telefoonmerk"
    Image.effect_noise((1600, 3000), 90).save(drawn, "JPEG", exif=about)
    [made] = pdf.picture(drawn.getvalue())
    assert made.drawHeight <= pdf.PICTURE_HEIGHT and made.drawWidth <= pdf.PICTURE_WIDTH
    assert made.drawHeight / made.drawWidth == pytest.approx(3000 / 1600, rel=0.01)
    paper = pdf.render(pdf.picture(drawn.getvalue()), title="x", footer="y")
    assert len(paper) < len(drawn.getvalue()) / 2
    [page] = PdfReader(BytesIO(paper)).pages
    assert len(page.images) == 1
    assert pdf.picture(b"geen foto") == []


def test_the_contents_name_each_part_with_its_page():
    def make():
        story = [*pdf.heading("Ons plan"), *pdf.contents()]
        for part in ("Verhalen & <b>zo</b>", "Doelen", "Afspraken"):
            story += [*pdf.heading(part), *pdf.text(SENTENCE * 80)]
        return printed(story)

    paper = read(make())
    listed = " ".join(paper.pages[0].extract_text().split())
    plan, asked, *parts = _flat(paper.outline)
    assert (plan.title, asked.title) == ("Ons plan", "Wat staat erin?")
    for part in parts:
        assert f"{paper.get_destination_page_number(part) + 1} {part.title}" in listed
    assert make() == make()


def _flat(outline):
    for one in outline:
        yield from _flat(one) if isinstance(one, list) else [one]
