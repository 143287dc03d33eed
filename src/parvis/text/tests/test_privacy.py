"""Personal data is found and masked; what looks like it is left alone."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text.privacy import find, mask

FOUND = {
    "phone": [
        "06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "06\u00a012\u202f34\u00a056\u00a078",
        "06 - 12 - 34 - 56 - 78", "0612 345 678", "02 32 31 52 52", "02/32/31/52/52", "0262 12 34 56",
        "+33 6 12 34 56 78", "+33612345678", "+33 (0)6 12 34 56 78", "0033 6 12 34 56 78", "+33.6.12.34.56.78",
        "+32 470 12 34 56", "+1 (816) 234-7743", "09 72 39 00 00",
        "(+33) 6 12 34 56 78", "(0033) 6.12.34.56.78", "(06) 12 34 56 78", "+33 (6) 12 34 56 78", "33612345678",
        "06\u201112\u201134\u201156\u201178", "06\u201312\u201334\u201356\u201378", "٠٦١٢٣٤٥٦٧٨",
        "06\u200912\u200934\u200956\u200978",
        "O6 12 34 56 78",
        "０６ １２ ３４ ５６ ７８",
    ],
    "email": [
        "jean.dupont@orange.fr", "ana+mairie@exemple.co.uk", "élodie@école.fr", "jean [at] exemple.fr",
        "jean(arobase)exemple(point)fr", "A_B-C@sous.domaine.exemple.org",
        "paul.martin arobase orange.fr", "paul.martin at orange point fr", "paul point martin arobase orange point fr",
        "ana＠orange.fr", "jean.dupont @ orange.fr",
    ],
    "iban": [
        "FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189", "fr76 3000 6000 0112 3456 7890 189",
        "FR14 2004 1010 0505 0001 3M02 606", "BE68 5390 0754 7034", "DE89 3704 0044 0532 0130 00",
        "LU28 0019 4006 4475 0000", "CH93 0076 2011 6238 5295 7", "GB82 WEST 1234 5698 7654 32",
        "FR 76 3000 6000 0112 3456 7890 189", "FR 76-3000-6000-0112-3456-7890-189", "fr 7630006000011234567890189",
        "FR76.3000.6000.0112.3456.7890.189", "FR７６ ３０００ ６０００ ０１１２ ３４５６ ７８９０ １８９",
    ],
    "nir": [
        "2 55 08 14 168 025 38", "255081416802538", "1 85 05 78 006 084 91", "1.85.05.78.006.084.91",
        "1 90 05 2A 004 012 19", "190052B00401246", "2 55 08 14 168 025",
    ],
    "address": [
        "12 rue de la République", "12 bis, rue des Lilas, 27000 Évreux", "3 av. du Général-de-Gaulle",
        "4 impasse du moulin", "21B boulevard Jean-Jaurès 75011 Paris", "1 place de l’Église",
        "7 allée des Tilleuls - 27930 Le Vieil-Évreux", "112 High Street", "5 chemin d'en bas",
        "14 rue des lilas, 76000 Rouen", "3 avenue des tilleuls 27000 evreux", "18 rue de l'église 50100 cherbourg",
        "7 chemin des petits prés, 76130 mont-saint-aignan", "22 bis rue de la république", "5 impasse les acacias",
        "9 rue victor hugo", "12-14 rue des Lilas", "12 et 14 rue des Lilas", "8 rue principale 27930 Le Vieil-Évreux",
        "4 bis rue du 8 mai 1945, 76000 Rouen", "2 rue du 11 Novembre", "33 bd des belges", "27 rue haute",
        "12\u00a0rue des Lilas", "12 allées Jean-Jaurès", "2 lieu-dit la Mare aux Loups", "1950 route de Rouen",
    ],
    "plate": [
        "AB-123-CD", "AB 123 CD", "AB123CD", "ab-123-cd", "1234 AB 27", "4567 XYZ 2A",
        "ab123cd", "AB.123.CD", "AB - 123 - CD", "AB 123-CD",
    ],
    "name": [
        "Mme Martin", "M. Dupont", "M. de La Tour", "Mme Martin-Durand", "Madame Jeanne Leroy", "monsieur Le Gall",
        "Mlle D’Arc", "M. J. Dupont", "M. J.-P. Dupont", "Mme Élodie N’Diaye", "MME MARTIN", "M.\u00a0Dupont",
        "M.Dupont", "Me Cohen", "Dr Roux", "MM. Dupont et Durand", "Mr O'Brien", "M. El Amrani",
        "mme durand", "mr dupont", "madame dupont", "M. et Mme Durand", "Monsieur et Madame Petit",
        "Je m’appelle Ana Lefebvre",
        "M Dupont", "M DUPONT", "Pr Martin", "docteur Roux", "professeur Anne Caron", "Mme la conseillère Martin",
        "Madame la directrice Sylvie Durand", "M. l'adjoint à la voirie Paul Durand",
        "M. le conseiller délégué Le Gall", "Mme la conseillère municipale déléguée Odile Marchand",
        "M. le maire Luc Hamel", "Mme l’adjointe aux sports Diallo",
    ],
}  # fmt: skip

LEFT = [
    "Le 01.02.2026 10 personnes sont venues.",
    "Ouvert du 01-02-2026 10:30 au 03-02-2026 18:00",
    "Appelez le 15, le 18, le 112 ou le 3949.",
    "Numéro vert : 0 800 123 456, gratuit. Ou 0800 12 34 56.",
    "Budget : 1 234 567 890 €, soit 06 % de plus.",
    "Le code est 12345678901234567890.",
    "Suivez @mairie@mastodon.social et @mairie.",
    "La piste fait 3.141592653 km.",
    "FR76 3000 6000 0112 3456 7890 188",
    "FR7630006000011234567890189012",
    "Référence 1 85 05 78 006 084 92",
    "L’article 1850578006084 est en rayon.",
    "Les 3 cours de danse, 20 places assises, 1 place de parking et 2 villas à louer.",
    "La rue des Lilas est fermée. Place de la Mairie à 18 h.",
    "Le 12 MAI 24 à 20 H 30, DE 100 EN 2020.",
    "À 100 KM 27 minutes. 1500 EUR 27",
    "Madame la Maire, Monsieur le Préfet, Madame Le Maire, M. le Président.",
    "Madame, Monsieur,",
    "Bonjour Madame. Nous arrivons. Bonjour Monsieur Nous arrivons.",
    "Merci Madame ! Bravo Monsieur : Pardon.",
    "La rue du Docteur Roux et l’école Monsieur Seguin.",
    "Tout le monde, M. ou Mme, peut venir. Drôle de Mademoiselle. La note de M.E. Shelia.",
    "bonjour mme merci, mme la directrice, mr place de la mairie, m. le maire",
    "45 allées ont été refaites. 12 allées seront ombragées. 2 quai fermé, 3 rue barrée, 2 avenue piétonne.",
    "Depuis 2024 avenue Foch, les vélos ont leur voie. En 2026 route de Rouen, deux carrefours seront refaits.",
    "De 2020 à 2024 boulevard Gambetta, le trafic a baissé. Le budget 2026 route de Dieppe : 300 000 €.",
    "Travaux dès janvier 2027 rue Verte, fin 2027 avenue Foch et depuis l’été 2025 rue Neuve.",
    "Prenez la ligne 4 avenue de la Gare, le bus 12 boulevard de la Marne, ou l’arrêt 3 rue de la Gare.",
    "Travaux lundi 12 rue des Lilas, de 9 h à 17 h. La tranche 2 rue Pasteur commence.",
    "1 rue sur 2 est éclairée. Il reste 1 rue en travaux, 1 chemin de terre, 1 allée de 300 m et 1 rue à sens unique.",
    "2 de la rue des Lilas ont appelé. Les 3 riverains de la rue Foch aussi.",
    "Notre Dame de Paris, Miss Normandie et la Dame Blanche. H&M Saint-Sever ferme.",
    "Coupe du monde 1998 FR 75. 2500 HT 75 places. 1500 KWH 76. Il en reste en 123 km.",
    "Le Maître d’Œuvre et le Maître d’Ouvrage. Un Maître de Conférences. À 500 M De La Mairie. En taille M Bleu.",
    "Madame la directrice de l’école Jean Moulin, M. le préfet de Seine-Maritime.",
    "Monsieur le maire a inauguré la Salle des fêtes. Mme la députée est venue à Rouen. M le maire est absent.",
    "oui madame absolument. bonjour madame svp. Merci Madame Bonne journée. Me Voilà rassurée. M. Tout-le-Monde vote.",
    "Le budget est de 01 234 567 89 €. La D 12 route de Paris est fermée. Le point sur la place, il arrive at home.",
    "Suivez @mairie.bsky.social ou venez @ la fête.",
    "",
]


@pytest.mark.parametrize(("kind", "piece"), [(kind, piece) for kind, pieces in FOUND.items() for piece in pieces])
@pytest.mark.parametrize(
    "frame", ["{}", "Bonjour, voici : {}. Merci.", "({})", "sans ponctuation {} ensuite", "{}\nBonne journée"]
)
def test_it_is_found_wherever_it_stands(kind: str, piece: str, frame: str):
    text = frame.format(piece)
    (finding,) = find(text)
    assert (finding.kind, text[finding.start : finding.end]) == (kind, piece)
    assert all((*finding.say, *finding.suggestion))


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("au numéro 12 de la rue des Lilas", "address", "12 de la rue des Lilas"),
        ("les habitants du 7 de la rue Foch", "address", "7 de la rue Foch"),
        ("au 3 de l’avenue du Général-Leclerc", "address", "3 de l’avenue du Général-Leclerc"),
        ("la voiture ab 123 cd bloque la sortie", "plate", "ab 123 cd"),
        ("Le 2 quai des Bateaux est-il fermé ?", "address", "2 quai des Bateaux"),
        ("14 rue des lilas blancs, 76000 rouen merci", "address", "14 rue des lilas blancs, 76000 rouen"),
        ("Une voiture immatriculée 1998 FT 75 gêne.", "plate", "1998 FT 75"),
    ],
)
def test_what_stands_around_it_tells(text: str, kind: str, piece: str):
    assert [(each.kind, text[each.start : each.end]) for each in find(text)] == [(kind, piece)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("I live at 14B Station Road, near Mr Patel.", ["14B Station Road", "Mr Patel"]),
        ("In 2025 High Street will be pedestrian. Since 2019 Mill Lane has had a crossing.", []),
        ("Take bus 12 Church Road. Our Lady of Lourdes is closed.", []),
        ("Lady Ashworth and Dame Judith Carr were there.", ["Lady Ashworth", "Dame Judith Carr"]),
    ],
)
def test_english_is_read_as_english(text: str, pieces: list[str]):
    assert [text[each.start : each.end] for each in find(text, "en")] == pieces


@pytest.mark.parametrize("text", LEFT)
def test_what_only_looks_like_it_is_left_alone(text: str):
    assert [(each.kind, text[each.start : each.end]) for each in find(text)] == []


def test_everything_is_masked_and_nothing_else():
    text = "Mme Martin, 12 rue des Lilas, 27000 Évreux, 06 12 34 56 78 ou ana@orange.fr, roule en AB-123-CD."
    masked = mask(text)
    assert masked == "[nom], [adresse], [téléphone] ou [adresse électronique], roule en [plaque d’immatriculation]."
    assert mask(masked) == masked


def test_masks_are_named_in_english_too():
    assert mask("Call Mrs Smith on +44 20 7946 0958.", "en") == "Call [name] on [phone number]."


def test_a_british_number_is_known_in_english():
    assert mask("Call 020 7946 0958.", "en") == "Call [phone number]."


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Appelez le 02 32 31 52 52.", "+33 2 32 31 52 52"),
        ("Appelez le +33 (0)2.32.31.52.52.", "0232315252"),
        ("Écrivez à Mairie@Sainte-Aube.fr.", "mairie@sainte-aube.fr"),
        ("Écrivez à etat.civil@sainte-aube.fr.", "@sainte-aube.fr"),
        ("Mme Martin vous reçoit.", "Mme Martin"),
        ("Madame Claire Martin vous reçoit.", "Claire Martin"),
        ("Rendez-vous 1 place de la Mairie, 27000 Évreux.", "1, place de la Mairie"),
    ],
)
def test_what_the_institution_makes_public_may_go_out(text: str, allowed: str):
    assert find(text)
    assert find(text, allowed=[allowed]) == []


def test_one_allowed_number_lets_no_other_out():
    allowed = ["02 32 31 52 52", "@sainte-aube.fr", "Mme Martin", "", "@"]
    assert len(find("06 12 34 56 78, ana@orange.fr, M. Martin", allowed=allowed[:4])) == 3


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("06 12 34 56 78", "block"),
        ("02 32 31 52 52", "warn"),
        ("ana@gmail.com", "block"),
        ("accueil@exemple.fr", "warn"),
        ("ana arobase gmail point com", "block"),
        ("FR7630006000011234567890189", "block"),
        ("2 55 08 14 168 025 38", "block"),
        ("Mme Martin", "warn"),
    ],
)
def test_what_is_surely_private_blocks(text: str, severity: str):
    (finding,) = find(text)
    assert finding.severity == severity


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=200))
def test_any_text_is_read_and_masked(before: str, after: str):
    masked = mask(f"{before} \n ana@gmail.com \n {after}")
    assert "ana@gmail.com" not in masked


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "0",
        "0 ",
        "06 ",
        "a@",
        "a point ",
        "a at ",
        "m. et ",
        "@a.",
        "a.",
        "1 rue ",
        "1 rue de ",
        "M. A ",
        "M. ",
        "FR76 ",
        "1 85 ",
        "AB-",
        "+3",
        "(",
        "\n",
        "\ud800",
        "\x00",
        "’",
    ],
)
def test_a_megabyte_is_read_in_time(piece: str):
    masked = mask(piece * (1_000_000 // len(piece)))
    assert {*re.sub(r"\[[^]]+\]", "", masked)} <= {*piece}


@pytest.mark.timeout(60)
def test_a_megabyte_of_personal_data_is_masked():
    text = "Mme Martin 06 12 34 56 78 ana@orange.fr FR76 3000 6000 0112 3456 7890 189\n" * 13_000
    masked = mask(text)
    assert masked.count("[nom]") == masked.count("[IBAN]") == 13_000
