"""The demo families' pictures. Nobody's real photo: they are drawn here, anew for each demo."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from groeiplan.files import ENDINGS, JPEG, PNG, Checked

SIZE = (1_200, 800)


def made(name):
    """The picture of this name (tent, garden, houses, rocket), as it comes in through a form."""
    kind, draw = PICTURES[name]
    picture = draw()
    kept = BytesIO()
    picture.save(kept, "JPEG" if kind == JPEG else "PNG")
    return Checked(name + ENDINGS[kind], kind, kept.getvalue())


def _tent():
    """Two tents on the beach, before the storm."""
    sheet = _sky("#5d6f7d", "#c9cfc8")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 520, 1200, 800), fill="#d9c49a")
    pen.rectangle((0, 470, 1200, 525), fill="#7f969b")
    for x, color in ((260, "#b5482e"), (640, "#1f6a70")):
        pen.polygon([(x, 660), (x + 170, 420), (x + 360, 660)], fill=color)
        pen.polygon([(x + 140, 660), (x + 170, 480), (x + 220, 660)], fill="#3a3530")
    return sheet.filter(ImageFilter.GaussianBlur(1.5))


def _garden():
    """An allotment with sunflowers and a small shed."""
    sheet = _sky("#8fc3e0", "#f3ead2")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 500, 1200, 800), fill="#6f8f45")
    pen.rectangle((760, 330, 1040, 600), fill="#7a5c3a")
    pen.polygon([(730, 340), (900, 220), (1070, 340)], fill="#a8432a")
    pen.rectangle((860, 440, 940, 600), fill="#4e3a24")
    for x, y in ((150, 380), (270, 320), (400, 400), (530, 350), (640, 420)):
        pen.line((x, y, x, 700), fill="#3f5f25", width=12)
        pen.ellipse((x - 62, y - 62, x + 62, y + 62), fill="#e2a400")
        pen.ellipse((x - 28, y - 28, x + 28, y + 28), fill="#5b3a16")
    return sheet.filter(ImageFilter.GaussianBlur(1.5))


def _rocket():
    """What a boy of eight draws on the screen."""
    sheet = Image.new("RGB", (900, 600), "#ffffff")
    pen = ImageDraw.Draw(sheet)
    body = [(380, 470), (370, 230), (450, 90), (535, 235), (520, 470), (380, 470)]
    pen.line(body, fill="#22302f", width=10, joint="curve")
    for y in (200, 290, 380):
        pen.ellipse((415, y, 485, y + 62), outline="#2a6fb0", width=10)
    pen.line([(375, 380), (290, 500), (380, 465)], fill="#c0392b", width=10, joint="curve")
    pen.line([(525, 380), (615, 495), (520, 465)], fill="#c0392b", width=10, joint="curve")
    flames = [(400, 480), (415, 570), (445, 500), (460, 585), (480, 500), (505, 560), (512, 480)]
    pen.line(flames, fill="#e2a400", width=14, joint="curve")
    for x, y in ((120, 120), (220, 330), (700, 90), (790, 280), (140, 500), (720, 470)):
        pen.line((x - 22, y, x + 22, y), fill="#e2a400", width=6)
        pen.line((x, y - 22, x, y + 22), fill="#e2a400", width=6)
    return sheet


def _houses():
    """Two houses with a path between them, on a summer evening."""
    sheet = _sky("#a9cfe3", "#f8e6c6")
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((880, 90, 1010, 220), fill="#f0b93a")
    pen.rectangle((0, 540, 1200, 800), fill="#7d9a55")
    pen.line([(330, 640), (520, 700), (700, 690), (880, 640)], fill="#e3cfa2", width=46)
    for x, wall, roof in ((170, "#f4ead8", "#a8432a"), (740, "#e9dcc4", "#1f6a70")):
        pen.rectangle((x, 360, x + 290, 620), fill=wall)
        pen.polygon([(x - 36, 366), (x + 145, 220), (x + 326, 366)], fill=roof)
        pen.rectangle((x + 112, 480, x + 182, 620), fill="#5b3a16")
        for across in (34, 206):
            pen.rectangle((x + across, 410, x + across + 56, 466), fill="#ffe9a8")
    return sheet.filter(ImageFilter.GaussianBlur(1.2))


def _sky(above, below):
    """A sheet that goes from one colour to the other."""
    fade = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, below), Image.new("RGB", SIZE, above), fade)


PICTURES = {
    "tent": (JPEG, _tent),
    "garden": (JPEG, _garden),
    "houses": (JPEG, _houses),
    "rocket": (PNG, _rocket),
}
