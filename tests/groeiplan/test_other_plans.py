from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groeiplan import files, story, taking_along
from groeiplan.actions import content, items, plans
from groeiplan.models import OtherPlan, StoredFile
from tests.cast import share, visit
from tests.groeiplan.test_files import A_PDF, a_picture


def at(cast, name, **more):
    return reverse(name, kwargs={"plan": cast.plan.pk, **more})


def sent(by, **more):
    told = {"told_by": by.pk} if by.family_since else {}
    return {
        "id": uuid4(),
        "title": "Plan van school",
        "owner": "De Regenboog",
        "note": "Noor mag later beginnen.",
        "since": "maart 2025",
        "audience": "keyholders",
        **told,
        **more,
    }


def a_pdf(name="plan.pdf"):
    return SimpleUploadedFile(name, A_PDF, "application/pdf")


@pytest.fixture
def lay(cast, client):
    """Somebody lays a plan beside the family's; gives the answer."""

    def laying(who, **more):
        client.force_login(who.user)
        return client.post(at(cast, "other_plan_add"), sent(who, **more))

    return laying


def test_sanne_lays_the_schools_plan_with_its_paper(cast, client, lay):
    assert lay(cast.sanne, file=a_pdf("Plan van school (def).pdf")).status_code == 302
    row = OtherPlan.objects.get()
    page = client.get(at(cast, "other_plans")).content.decode()
    for words in ("Plan van school", "van De Regenboog", "maart 2025", "Noor mag later beginnen."):
        assert words in page
    assert at(cast, "file", storedfile=row.paper.pk) in page
    assert "Plan van school (def).pdf" in page
    got = client.get(at(cast, "file", storedfile=row.paper.pk))
    assert b"".join(got.streaming_content) == A_PDF


def test_what_cannot_come_in_is_refused_and_the_words_are_kept(cast, lay):
    answer = lay(
        cast.sanne, file=SimpleUploadedFile("plan.pdf", b"<svg onload=alert(1)>", "application/pdf")
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Kies een PDF, of een foto" in page
    assert "Noor mag later beginnen." in page
    assert not OtherPlan.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_good_paper_with_a_wrong_date_is_asked_for_again(cast, lay):
    answer = lay(cast.sanne, file=a_pdf(), since="blauw")
    assert answer.status_code == 422
    assert "Kies het papier opnieuw" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_the_paper_is_heard_by_exactly_those_who_hear_its_row(cast, client, lay):
    share(cast.sanne, cast.riet, look=["groeiplan.other_plans"])
    share(cast.sanne, cast.bakker, look=["groeiplan.other_plans"], about=[cast.sem])
    lay(cast.sanne, file=a_pdf())
    row = OtherPlan.objects.get()
    kinds = (
        {"audience": "keyholders"},
        {"audience": "keyholders", "about": [cast.sem.pk]},
        {"audience": "family"},
        {"audience": "readers", "readers": [cast.kees.pk]},
        {"audience": "teller"},
    )
    for version, kind in enumerate(kinds, start=1):
        client.force_login(cast.sanne.user)
        change = at(cast, "other_plan_change", otherplan=row.pk)
        assert client.post(change, sent(cast.sanne, version=version, **kind)).status_code == 302
        row.refresh_from_db()
        for who in (cast.sanne, cast.kees, cast.noor, cast.riet, cast.bakker):
            reads = visit(who).rows(OtherPlan).exists()
            assert visit(who).rows(StoredFile).exists() == reads
            client.force_login(who.user)
            answer = client.get(at(cast, "file", storedfile=row.paper_id))
            assert answer.status_code == (200 if reads else 404), (who, kind)


def test_a_new_paper_comes_in_place_of_the_old(
    cast, client, lay, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        lay(cast.sanne, file=a_pdf())
    row = OtherPlan.objects.get()
    old = files.place(row.paper)
    picture = SimpleUploadedFile("foto.png", a_picture("PNG"), "image/png")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            at(cast, "other_plan_change", otherplan=row.pk),
            sent(cast.sanne, version=1, file=picture),
        )
    row.refresh_from_db()
    assert row.paper.content_type == "image/png"
    assert not old.exists()
    assert StoredFile.objects.count() == 1
    last = files.place(row.paper)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            at(cast, "other_plan_change", otherplan=row.pk),
            sent(cast.sanne, version=2, without_file="on"),
        )
    row.refresh_from_db()
    assert row.paper is None
    assert not last.exists()


def test_a_stale_save_keeps_the_paper_as_it_was(cast, client, lay):
    lay(cast.sanne, file=a_pdf())
    row = OtherPlan.objects.get()
    items.change(row, by=cast.sanne, version=1, note="intussen")
    picture = SimpleUploadedFile("foto.png", a_picture("PNG"), "image/png")
    answer = client.post(
        at(cast, "other_plan_change", otherplan=row.pk), sent(cast.sanne, version=1, file=picture)
    )
    assert answer.status_code == 409
    assert "intussen" in answer.content.decode()
    assert 'enctype="multipart/form-data"' in answer.content.decode()
    row.refresh_from_db()
    assert row.paper.content_type == "application/pdf"
    assert StoredFile.objects.count() == 1


def test_two_clicks_on_putting_back_put_row_and_paper_back_once(cast, lay):
    lay(cast.sanne, file=a_pdf())
    content.remove_other_plan(OtherPlan.objects.get(), by=cast.sanne, version=1)
    clicks = [OtherPlan.objects.get() for _click in range(2)]  # both read it before either
    for click in clicks:
        content.bring_back_other_plan(click, by=cast.sanne)
    row = OtherPlan.objects.get()
    assert (row.removed, row.paper.removed) == (None, None)


def test_it_goes_and_comes_back_with_its_paper(cast, client, lay):
    lay(cast.sanne, file=a_pdf())
    row = OtherPlan.objects.get()
    paper = at(cast, "file", storedfile=row.paper_id)
    assert (
        client.post(at(cast, "other_plan_remove", otherplan=row.pk), {"version": 1}).status_code
        == 302
    )
    assert client.get(paper).status_code == 404
    assert client.post(at(cast, "other_plan_undo", otherplan=row.pk)).status_code == 302
    assert client.get(paper).status_code == 200


def test_a_double_click_is_one_plan_and_one_paper(cast, lay):
    same = uuid4()
    for _click in range(2):
        assert lay(cast.sanne, id=same, file=a_pdf()).status_code == 302
    assert (OtherPlan.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_when_saving_fails_no_file_is_left(cast, monkeypatch, settings):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(items, "_note", broken)
    with pytest.raises(OSError, match="disk full"):
        content.add_other_plan(OtherPlan(title="x"), by=cast.sanne, file=files.check(a_pdf()))
    assert not [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()]
    assert not OtherPlan.objects.exists()


def test_erasing_the_plan_erases_the_papers(
    cast, lay, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        lay(cast.sanne, file=a_pdf())
    assert [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        plans.erase(cast.plan)
    assert not [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()]


@pytest.mark.parametrize("who", ["riet", "ilse", "wim", "stranger", "superuser", "ayse"])
def test_who_was_not_let_in_learns_nothing(cast, client, lay, who):
    lay(cast.sanne, file=a_pdf())
    row = OtherPlan.objects.get()
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    names = ("other_plan_change", "other_plan_remove", "other_plan_undo")
    pages = [at(cast, name, otherplan=row.pk) for name in names]
    pages += [at(cast, "other_plans"), at(cast, "other_plan_add")]
    for page in pages:
        assert client.get(page).status_code == 404
        assert client.post(page, {}).status_code == 404


def test_export_and_paper_hold_what_one_may_read(cast, lay):
    lay(cast.sanne, title="open plan")
    lay(cast.sanne, title="gesloten plan", audience="teller")
    share(cast.sanne, cast.riet, look=["groeiplan.other_plans"])
    titles = {one["title"] for one in taking_along.export(visit(cast.riet))["other_plans"]}
    assert titles == {"open plan"}
    words = " ".join(part.text for part in story.story(visit(cast.riet)) if hasattr(part, "text"))
    assert "open plan" in words
    assert "gesloten plan" not in words


@pytest.mark.parametrize(("who", "most"), [("sanne", 20), ("riet", 25)])
def test_forty_plans_take_as_many_queries_as_one(
    cast, client, who, most, django_assert_max_num_queries
):
    share(cast.sanne, cast.riet, change=["groeiplan.other_plans"])

    def fill(number):
        row = OtherPlan(title=f"plan {number}")
        content.add_other_plan(row, by=cast.kees, about=[cast.sem], file=files.check(a_pdf()))

    fill(0)
    client.force_login(getattr(cast, who).user)
    client.get(at(cast, "other_plans"))
    with django_assert_max_num_queries(most) as one:
        client.get(at(cast, "other_plans"))
    for number in range(1, 40):
        fill(number)
    with django_assert_max_num_queries(most) as forty:
        assert "plan 39" in client.get(at(cast, "other_plans")).content.decode()
    assert len(one) == len(forty)
