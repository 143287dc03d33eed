"""Pages: what each person sees and may do, without JavaScript; what the public reads."""

from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from parvis.core.audit import AuditEntry
from parvis.govern.charter import actions, reads, signing, writing
from parvis.govern.charter.models import Acknowledgement, Clause, Function, Version
from parvis.govern.charter.tests.conftest import URL
from parvis.people.models import Membership


def page(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_lead_begins_writes_and_hands_over(sign_in, town, alice, functions):
    client = sign_in(alice)
    assert "Mairie" in page(client.get(URL + "begin/?kind=netiquette"))
    answer = client.post(URL + "begin/", {"kind": "netiquette", "start": "town", "language": "fr"})
    version = Version.objects.get()
    assert answer.url == f"{URL}{version.pk}/write/"
    client.post(f"{URL}{version.pk}/write/add/", {"title": "Chez nous", "text": "**Bonjour.**"})
    added = version.clauses.last()
    assert "<strong>Bonjour.</strong>" in page(client.get(f"{URL}{version.pk}/write/"))
    client.post(f"{URL}clauses/{added.pk}/move/", {"up": "1"})
    added.refresh_from_db()
    assert added.position == version.clauses.count() - 1
    seen = {"seen_title": added.title, "seen_text": added.text}
    client.post(f"{URL}clauses/{added.pk}/", {"title": "Chez nous", "text": "Bonsoir.", **seen})
    added.refresh_from_db()
    assert added.text == "Bonsoir."
    client.post(f"{URL}clauses/{added.pk}/remove/")
    assert not Clause.objects.filter(pk=added.pk).exists()
    client.post(f"{URL}{version.pk}/submit/")
    version.refresh_from_db()
    assert version.is_waiting
    assert "À la signature, pas encore en vigueur" in client.get(f"{URL}{version.pk}/").content.decode()


def test_a_preview_saves_nothing(sign_in, alice, draft):
    clause = draft.clauses.first()
    seen = {"seen_title": clause.title, "seen_text": clause.text, "preview": "1"}
    shown = sign_in(alice).post(f"{URL}clauses/{clause.pk}/", {"title": "x", "text": "**voici**", **seen})
    assert "<strong>voici</strong>" in page(shown)
    assert Clause.objects.get(pk=clause.pk).text == clause.text


def test_what_another_wrote_is_shown(sign_in, alice, draft):
    clause = draft.clauses.first()
    gone = {"seen_title": clause.title, "seen_text": "ce qu’elle disait avant"}
    shown = page(sign_in(alice).post(f"{URL}clauses/{clause.pk}/", {"title": "x", "text": "le mien", **gone}))
    assert "entre-temps" in shown
    assert "le mien" in shown
    assert clause.text.split(".")[0][:30] in shown
    clause.refresh_from_db()
    assert clause.text != "le mien"


def test_a_long_clause_comes_back_unchanged_through_its_own_form(sign_in, alice, draft):
    """Line ends of a form, typography and stars survive a save without an edit."""
    clause = draft.clauses.get(title="Répondre")
    browser = {"title": clause.title, "text": clause.text.replace("\n", "\r\n")}
    seen = {"seen_title": clause.title, "seen_text": clause.text.replace("\n", "\r\n")}
    sign_in(alice).post(f"{URL}clauses/{clause.pk}/", {**browser, **seen})
    clause.refresh_from_db()
    assert clause.text.replace("\r\n", "\n") == seen["seen_text"].replace("\r\n", "\n")
    assert not AuditEntry.objects.filter(code="charter.clause_changed").exists()


@pytest.mark.parametrize("door", ["begin/", "{pk}/write/", "{pk}/write/add/", "clauses/{clause}/"])
def test_who_has_no_part_in_it_does_not_write(sign_in, bruno, draft, door):
    address = URL + door.format(pk=draft.pk, clause=draft.clauses.first().pk)
    client = sign_in(bruno)
    assert client.get(address).status_code == 403
    answer = client.post(address, {"title": "x", "text": "y", "kind": "disclosure", "start": "empty"})
    assert answer.status_code == 403
    assert not Clause.objects.filter(title="x").exists()
    assert Version.objects.count() == 1


@pytest.mark.parametrize("door", ["{pk}/discard/", "{pk}/submit/", "{pk}/take-back/", "{pk}/public/", "functions/"])
def test_who_has_no_part_in_it_decides_nothing(sign_in, bruno, draft, door):
    assert sign_in(bruno).post(URL + door.format(pk=draft.pk)).status_code == 403
    assert Version.objects.get().is_draft


def test_those_who_sign_write_but_only_a_lead_hands_over(sign_in, chloe, draft, functions):
    client = sign_in(chloe)
    client.post(f"{URL}{draft.pk}/write/add/", {"title": "Du juridique", "text": "Texte."})
    assert draft.clauses.filter(title="Du juridique").exists()
    assert client.post(f"{URL}{draft.pk}/submit/").status_code == 403


def test_signing_and_refusing_on_the_page(sign_in, waiting, functions, chloe, bruno):
    shown = page(sign_in(chloe).get(f"{URL}{waiting.pk}/"))
    assert "Signer pour : Juridique" in shown
    assert "Signer pour : Marketing" not in shown
    sent = {"function": functions["Juridique"].pk, "seen": waiting.fingerprint()}
    sign_in(chloe).post(f"{URL}{waiting.pk}/sign/", sent)
    assert len(signing.standing(waiting)) == 1
    mine = {"function": functions["Marketing"].pk, "seen": waiting.fingerprint()}
    assert "Ce qui doit changer" in page(sign_in(bruno).post(f"{URL}{waiting.pk}/refuse/", mine))
    sign_in(bruno).post(f"{URL}{waiting.pk}/refuse/", {**mine, "word": "Trop long."})
    waiting.refresh_from_db()
    assert waiting.is_draft
    assert "Trop long." in page(sign_in(bruno).get(f"{URL}{waiting.pk}/"))


def test_a_function_of_another_house_signs_nothing(sign_in, waiting, chloe, chamber):
    other = Function.objects.create(organisation=chamber, name="Juridique")
    other.signers.add(Membership.objects.get(user=chloe))
    sent = {"function": other.pk, "seen": waiting.fingerprint()}
    assert sign_in(chloe).post(f"{URL}{waiting.pk}/sign/", sent).status_code == 404
    assert not signing.standing(waiting)


def test_acknowledging(sign_in, in_force, bruno):
    client = sign_in(bruno)
    assert "J’ai lu" in page(client.get(f"{URL}{in_force.pk}/"))
    client.post(f"{URL}{in_force.pk}/acknowledge/")
    client.post(f"{URL}{in_force.pk}/acknowledge/")
    assert Acknowledgement.objects.filter(person=bruno).count() == 1
    assert "J’ai lu" not in page(client.get(f"{URL}{in_force.pk}/"))


def test_a_draft_cannot_be_acknowledged(sign_in, draft, bruno):
    sign_in(bruno).post(f"{URL}{draft.pk}/acknowledge/")
    assert not Acknowledgement.objects.exists()


def test_who_has_read_is_for_leads(sign_in, in_force, alice, bruno):
    actions.acknowledge(alice, in_force, timezone.now())
    shown = page(sign_in(alice).get(URL + "readers/"))
    assert "lue par 1 sur 4" in shown
    assert sign_in(bruno).get(URL + "readers/").status_code == 403


def test_naming_functions(sign_in, town, alice, chloe, functions):
    client = sign_in(alice)
    assert "Délégué à la protection des données" in page(client.get(URL + "functions/"))
    legal, mine = functions["Juridique"], Membership.objects.get(user=chloe)
    sent = {
        "f-TOTAL_FORMS": "3",
        "f-INITIAL_FORMS": "2",
        "f-0-function": legal.pk,
        "f-0-name": "Affaires juridiques",
        "f-0-signers": [mine.pk],
        "f-1-function": functions["Marketing"].pk,
        "f-1-name": "",
        "f-2-name": "DPO",
        "f-2-signers": [mine.pk],
    }
    client.post(URL + "functions/", sent)
    assert list(Function.objects.of(town).values_list("name", flat=True)) == ["Affaires juridiques", "DPO"]
    assert Function.objects.get(name="Affaires juridiques").pk == legal.pk


def test_the_default_functions_are_proposed_and_kept_once_saved(sign_in, town, alice):
    shown = page(sign_in(alice).get(URL + "functions/"))
    for name in ("Relations publiques", "Marketing", "Ressources humaines", "Juridique"):
        assert name in shown
    sent = {"f-TOTAL_FORMS": "1", "f-INITIAL_FORMS": "0", "f-0-name": ""}
    assert "Nommez au moins une fonction" in page(sign_in(alice).post(URL + "functions/", sent))
    assert not Function.objects.exists()


def test_the_difference_is_said_in_words(sign_in, town, alice, in_force):
    following = writing.begin(alice, town, "charter", "x", writing.copied(in_force))
    clause = following.clauses.get(title="Parler clairement")
    new = clause.text.replace("des phrases courtes", "des phrases brèves")
    writing.change_clause(alice, clause, clause.title, new, (clause.title, clause.text))
    shown = page(sign_in(alice).get(f"{URL}{following.pk}/difference/"))
    assert '<del><span class="visually-hidden">retiré : </span>courtes' in shown
    assert '<ins><span class="visually-hidden">ajouté : </span>brèves' in shown
    assert "1 clause modifiée" in shown
    assert sign_in(alice).get(f"{URL}{in_force.pk}/difference/").status_code == 404


def test_only_what_is_published_has_a_public_address(client, sign_in, town, alice, in_force):
    home, text = "/p/sainte-aube/", "/p/sainte-aube/charter/"
    assert client.get(home).status_code == client.get(text).status_code == 404
    sign_in(alice).post(f"{URL}{in_force.pk}/public/")
    assert "Recevoir la critique" in page(client.get(text))
    assert "Charte" in page(client.get(home))
    assert client.get("/p/sainte-aube/netiquette/").status_code == 404
    assert client.get("/p/chambre-metiers/charter/").status_code == 404
    sign_in(alice).post(f"{URL}{in_force.pk}/public/", {"hide": "1"})
    assert client.get(text).status_code == 404


def test_the_public_reads_past_versions_but_no_draft(client, town, alice, in_force, sign_all):
    actions.publish(alice, in_force.policy, timezone.now())
    following = writing.begin(alice, town, "charter", "x", writing.copied(in_force))
    writing.add_clause(alice, following, "Secrète encore", "Texte")
    assert client.get("/p/sainte-aube/charter/2/").status_code == 404
    assert client.get("/p/sainte-aube/charter/2/text.pdf").status_code == 404
    signing.submit(alice, following, timezone.now())
    sign_all(following)
    assert "Secrète encore" in page(client.get("/p/sainte-aube/charter/"))
    past = page(client.get("/p/sainte-aube/charter/1/"))
    assert "n’est plus en vigueur" in past
    assert "Secrète encore" not in past


def test_on_paper(sign_in, alice, in_force):
    answer = sign_in(alice).get(f"{URL}{in_force.pk}/text.pdf")
    assert answer["Content-Type"] == "application/pdf"
    paper = PdfReader(BytesIO(answer.content))
    words = " ".join(" ".join(part.extract_text() for part in paper.pages).split())
    assert "Recevoir la critique" in words
    assert "Chloé Le Goff" in words
    assert "/StructTreeRoot" in paper.trailer["/Root"]
    assert paper.metadata.title.startswith("Charte")


def test_paper_takes_what_people_paste(sign_in, alice, draft):
    writing.add_clause(alice, draft, "Émoji 😀 et 漢字", "#set page() \x07 $x$ [a](https://a.example) \U0001f9ff ᚠ")
    assert sign_in(alice).get(f"{URL}{draft.pk}/text.pdf").status_code == 200


def test_the_first_page_teaches(sign_in, bruno, alice):
    shown = page(sign_in(alice).get(URL))
    assert shown.count("pas encore écrite") == 5
    assert "Écrire" in shown
    assert "begin/" not in page(sign_in(bruno).get(URL))


def test_few_queries(sign_in, alice, in_force, django_assert_max_num_queries):
    client = sign_in(alice)
    with django_assert_max_num_queries(32):
        client.get(URL)
    with django_assert_max_num_queries(32):
        client.get(f"{URL}{in_force.pk}/")


def test_a_clause_in_force_is_found_by_its_key(town, chamber, in_force):
    clause = in_force.clauses.first()
    assert reads.clause_in_force(town, clause.key) == clause
    assert reads.clause_in_force(chamber, clause.key) is None
