"""The pages: what they show, to whom, and what they keep to themselves."""

import io

import pytest
from django.utils import timezone
from django.utils.html import escape
from pypdf import PdfReader

from parvis.govern.courses import actions, reads, writing
from parvis.govern.courses.material import ready
from parvis.govern.courses.models import Attempt, Certificate, Course, Practice, Reading
from parvis.govern.courses.tests.learners import pass_course, practise
from parvis.people.models import Membership

HOME = "/o/sainte-aube/govern/courses/"
NOW = timezone.now()


@pytest.fixture
def reader(town):
    from tests.cast import _member

    return _member(town, "Étienne Marsan", "reader")


@pytest.mark.parametrize("path", ["", "charter/", "charter/modules/why/", "charter/practice/s1/"])
def test_everybody_may_learn(sign_in, town, reader, path):
    assert sign_in(reader).get(HOME + path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["write/", "terms/", "results/", "charter/edit/", "charter/adapt/", "charter/remove/", "charter/edit/modules/"],
)
def test_only_leads_write_and_arrange(sign_in, town, alice, bruno, reader, path):
    writing.adapt(alice, town, "charter", "fr")
    for person in (bruno, reader):
        assert sign_in(person).post(HOME + path, {"title": "x"}).status_code == 403
    assert Course.objects.get().content["title"] == "Notre charte"


@pytest.mark.parametrize("path", ["nowhere/", "charter/modules/nowhere/", "charter/practice/nowhere/"])
def test_what_is_not_there(sign_in, town, bruno, path):
    assert sign_in(bruno).get(HOME + path).status_code == 404


def test_every_module_of_every_course_opens(sign_in, town, bruno):
    client = sign_in(bruno)
    for slug in ("why", "charter", "criticism", "data", "crisis", "posts"):
        for module in ready(slug, "fr").modules:
            page = client.get(f"{HOME}{slug}/modules/{module.id}/")
            assert page.status_code == 200
            assert escape(module.title) in page.content.decode()


def test_reading_on_leads_to_the_next_module(sign_in, town, bruno):
    first, second = ready("charter", "fr").modules[:2]
    answer = sign_in(bruno).post(f"{HOME}charter/modules/{first.id}/")
    assert answer.url.endswith(f"/charter/modules/{second.id}/")
    assert Reading.objects.get().module == first.id


def test_a_question_holds_nothing_of_its_answer(sign_in, town, bruno):
    client = sign_in(bruno)
    place = client.post(f"{HOME}charter/begin/").url
    attempt = Attempt.objects.get()
    for drawn in attempt.questions:
        page = client.get(place).content.decode()
        assert drawn["id"] in page
        assert drawn["why"] not in page
        assert "right" not in page.split("<main")[1].split("</main>")[0].replace("arrow-right", "")
        sent = {"question": drawn["id"], "given": drawn["right"]}
        sent |= {f"rank-{spot}": rank for rank, spot in enumerate(drawn["right"], 1)}
        client.post(place, sent)
    review = client.get(place).content.decode()
    assert "8 bonnes réponses sur 8" in review
    assert Attempt.objects.get().passed


def test_a_replayed_answer_changes_nothing(sign_in, town, bruno):
    client = sign_in(bruno)
    place = client.post(f"{HOME}charter/begin/").url
    drawn = Attempt.objects.get().questions[0]
    ranks = {f"rank-{spot}": rank for rank, spot in enumerate(drawn["right"], 1)}
    sent = {"question": drawn["id"], "given": drawn["right"][:1], **ranks}
    client.post(place, sent)
    kept = Attempt.objects.get().answers
    assert client.post(place, sent).status_code == 302
    assert Attempt.objects.get().answers == kept
    assert len(kept) == 1


def test_an_order_wants_every_rank_once(sign_in, town, bruno):
    from parvis.govern.courses.forms import AnswerForm
    from parvis.govern.courses.quiz import draw

    question = next(each for each in ready("charter", "fr").questions if each.kind == "order")
    (drawn,) = draw([question], 1, 5)
    places = range(len(drawn["choices"]))
    assert not AnswerForm(drawn, {f"rank-{each}": "1" for each in places}).is_valid()
    form = AnswerForm(drawn, {f"rank-{place}": rank for rank, place in enumerate(drawn["right"], 1)})
    assert form.is_valid()
    assert form.given == drawn["right"]


def test_anothers_attempt_is_not_found(sign_in, town, alice, bruno):
    attempt = actions.begin(bruno, town, ready("charter", "fr"), NOW)
    assert sign_in(alice).get(f"{HOME}attempts/{attempt.pk}/").status_code == 404


def test_wooden_words_are_pointed_at_and_private_data_is_kept_back(sign_in, town, bruno):
    client, place = sign_in(bruno), f"{HOME}criticism/practice/s1/"
    text = "Bonjour, votre demande a été transmise au service compétent. Appelez Madame Petit au 06 12 34 56 78."
    page = client.post(place, {"text": text, "do": "check"}).content.decode()
    assert "Ce que la relecture signale" in page
    client.post(place, {"text": text, "do": "hand_in"})
    assert not Practice.objects.exists()


def test_handed_in_once_and_marked_by_a_colleague(sign_in, town, alice, bruno):
    client, place = sign_in(bruno), f"{HOME}criticism/practice/s1/"
    text = ready("criticism", "fr").situations[0].example
    for _ in range(2):
        client.post(place, {"text": text, "do": "hand_in"})
    row = Practice.objects.get()
    marker = sign_in(alice)
    assert row.title in marker.get(f"{HOME}marking/").content.decode()
    assert marker.post(f"{HOME}marking/{row.pk}/", {"verdict": "again"}).status_code == 200, "a word is owed"
    marker.post(f"{HOME}marking/{row.pk}/", {"verdict": "again", "word": "Un nom, un jour."})
    assert Practice.objects.get().word == "Un nom, un jour."
    assert "Un nom, un jour." in client.get(place).content.decode()


def test_ones_own_practice_cannot_be_opened_to_mark(sign_in, town, alice, bruno):
    own = practise(alice, town, "charter", NOW)[0]
    assert sign_in(alice).post(f"{HOME}marking/{own.pk}/", {"verdict": "passed"}).status_code == 403
    assert sign_in(bruno).post(f"{HOME}marking/{own.pk}/", {"verdict": "passed"}).status_code == 403
    assert not Practice.objects.filter(state="passed").exists()


def test_a_certificate_is_checked_without_signing_in(client, town, alice, bruno):
    pass_course(bruno, town, "charter", alice, NOW)
    row = Certificate.objects.get()
    answer = client.get(f"/certificate/{row.token}/")
    page = answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    for words in ("Bruno Diallo", "Notre charte", "Mairie de Sainte-Aube", "valable"):
        assert words in page
    assert bruno.email not in page
    assert "Alice" not in page
    actions.revoke(alice, row, "Compte prêté", NOW)
    page = client.get(f"/certificate/{row.token}/").content.decode()
    assert "retirée" in page
    assert "Compte prêté" not in page
    assert client.get(f"/certificate/{row.token}/certificate.pdf").status_code == 302


def test_an_unknown_certificate(client, town):
    assert client.get("/certificate/nothing/").status_code == 404


@pytest.mark.parametrize("name", ["Bruno Diallo", "Ana 漢字 #strong[x] \\ \x07"])
def test_the_certificate_on_paper(client, town, alice, bruno, name):
    pass_course(bruno, town, "charter", alice, NOW)
    Certificate.objects.update(name=name)
    row = Certificate.objects.get()
    answer = client.get(f"/certificate/{row.token}/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert name.split()[0] in text
    assert "Notre charte" in text
    assert row.token in text.replace("\n", "")


def test_results_name_who_passed(sign_in, town, alice, bruno, chloe):
    pass_course(bruno, town, "charter", alice, NOW)
    client = sign_in(alice)
    assert Certificate.objects.get().token in client.get(f"{HOME}results/").content.decode()
    found = client.get(f"{HOME}results/", {"q": "Chlo"}).content.decode()
    assert "Chloé Le Goff" in found
    assert "Bruno Diallo" not in found


def test_a_house_adapts_a_course_and_goes_back(sign_in, town, alice, bruno):
    client = sign_in(alice)
    client.post(f"{HOME}charter/adapt/")
    sent = {"text": "Qui relit ?", "right": "Alice\nChloé", "wrong": "Personne", "order": "", "why": "Deux lectures."}
    client.post(f"{HOME}charter/edit/questions/", sent)
    course = reads.course(town, "charter", "fr")
    assert course.own
    assert course.questions[-1].right == ("Alice", "Chloé")
    part = course.questions[-1].id
    client.post(f"{HOME}charter/edit/questions/{part}/", sent | {"wrong": "Le hasard"})
    assert reads.course(town, "charter", "fr").questions[-1].wrong == ("Le hasard",)
    client.post(f"{HOME}charter/edit/questions/{part}/", {"do": "lift"})
    assert reads.course(town, "charter", "fr").questions[-2].id == part
    client.post(f"{HOME}charter/edit/questions/{part}/", {"do": "drop"})
    assert part not in [each.id for each in reads.course(town, "charter", "fr").questions]
    client.post(f"{HOME}charter/remove/")
    assert not reads.course(town, "charter", "fr").own


@pytest.mark.parametrize(
    "wrong",
    [
        {"right": "", "wrong": "b"},
        {"right": "a", "wrong": ""},
        {"right": "a", "wrong": "a"},
        {"right": "a", "wrong": "b", "order": "c\nd\ne"},
        {"right": "", "wrong": "", "order": "c\nd"},
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(sign_in, town, alice, wrong):
    client = sign_in(alice)
    client.post(f"{HOME}charter/adapt/")
    sent = {"text": "Qui ?", "why": "Parce que.", "order": ""} | wrong
    assert client.post(f"{HOME}charter/edit/questions/", sent).status_code == 200
    assert len(reads.course(town, "charter", "fr").questions) == len(ready("charter", "fr").questions)


def test_a_house_writes_its_own(sign_in, town, alice, bruno):
    client = sign_in(alice)
    place = client.post(f"{HOME}write/", {"title": "Marking", "summary": "La neige.", "minutes": 20}).url
    assert place != f"{HOME}marking/edit/", "that address is the queue’s"
    module = {"title": "La saleuse", "text": "## À six heures\n\nElle part.", "picture": "", "alt": ""}
    client.post(f"{place}modules/", module)
    (row,) = Course.objects.all()
    page = sign_in(bruno).get(f"{HOME}{row.slug}/modules/{row.content['modules'][0]['id']}/").content.decode()
    assert "<h2>À six heures</h2>" in page


def test_a_video_without_captions_is_refused(sign_in, town, alice):
    client = sign_in(alice)
    client.post(f"{HOME}charter/adapt/")
    sent = {"title": "Film", "text": "Voyez.", "video": "https://tube.example/v/1"}
    assert client.post(f"{HOME}charter/edit/modules/", sent).status_code == 200
    assert client.post(f"{HOME}charter/edit/modules/", sent | {"captions": "on"}).status_code == 302


def test_terms_are_set(sign_in, town, alice):
    sent = {"required": ["why", "posts"], "mark": 90, "drawn": 6, "tries": 2, "months": 12}
    sign_in(alice).post(f"{HOME}terms/", sent)
    assert reads.terms(town).required == ["why", "posts"]
    assert sign_in(alice).post(f"{HOME}terms/", sent | {"required": ["nowhere"]}).status_code == 200
    assert reads.terms(town).mark == 90


def test_the_catalogue_asks_few_questions(sign_in, town, bruno, django_assert_max_num_queries):
    client = sign_in(bruno)
    with django_assert_max_num_queries(60):
        client.get(HOME)


def test_another_house_finds_nothing(sign_in, town, alice, dalia):
    writing.write(alice, town, {"title": "Neige", "summary": "x", "minutes": 5}, "fr")
    assert Membership.objects.filter(user=dalia).count() == 1
    client = sign_in(dalia)
    assert client.get(f"{HOME}neige/").status_code == 404
    assert client.get("/o/chambre-metiers/govern/courses/neige/").status_code == 404
    assert client.get("/o/chambre-metiers/govern/courses/neige/edit/").status_code == 404
