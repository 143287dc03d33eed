"""Words of other tools' query languages: where the meaning is plain they are translated, else refused with the reason.

After the public help pages of Brandwatch, Talkwalker, Meltwater, Cision, Sprinklr, NetBase Quid, Pulsar, YouScan, X and
the press databases; where two tools give one sign two meanings, the sign is refused.
"""

from parvis.say import Say

FIELDS_FR = ("auteur", "langue", "source", "site", "url", "étiquette", "avec", "est", "requête")
FIELDS = ("author", "lang", "source", "site", "url", "tag", "has", "is", "saved")

# Another tool's field → ours; "text" stands for the post's text, "exact" for the text as written, "#" for a hashtag.
ALIASES = {
    **{name: name for name in FIELDS},
    "auteur": "author",
    "from": "author",
    "langue": "lang",
    "avec": "has",
    "est": "is",
    "language": "lang",
    "domain": "site",
    "host": "site",
    "domaine": "site",
    **dict.fromkeys(("réseau", "reseau", "network"), "source"),
    "inurl": "url",
    "intext": "text",
    "étiquette": "tag",
    "etiquette": "tag",
    "hashtag": "#",
    "hashtags": "#",
    "raw": "exact",
    "message": "text",
    "text": "text",
    "texte": "text",
    "requete": "saved",
    "requête": "saved",
    "authorcontaining": "author*",
}

_PLACE = Say("le lieu d’une publication", "the place of a post")
_LINKS = Say("les liens contenus dans une publication", "the links inside a post")
_COUNTS = Say("le nombre de réactions au moment de la recherche", "the number of reactions at the time of the search")
_TOPIC = Say("ce classement", "this classification")
_DATE = Say("les dates dans une requête", "dates inside a query")
_TO = Say("la personne à qui une publication répond", "the person that a post replies to")
REFUSED = {
    **dict.fromkeys(
        (
            "city",
            "country",
            "region",
            "continent",
            "location",
            "place",
            "place_country",
            "tk_location",
            "near",
            "geocode",
            *("lieu", "ville", "commune", "pays", "région", "département", "departement"),
        ),
        _PLACE,
    ),
    **dict.fromkeys(("point_radius", "bounding_box", "bio_location", "profile_country", "profile_region"), _PLACE),
    **dict.fromkeys(("links", "link", "linkto", "lien", "liens"), _LINKS),
    **dict.fromkeys(
        ("min_replies", "min_faves", "min_retweets", "min_likes", "followers", "reach", "engagement"), _COUNTS
    ),
    **dict.fromkeys(
        ("category", "context", "entity", "sentiment", "topic", "tone", "ton", "tonalité", "tonalite"), _TOPIC
    ),
    **dict.fromkeys(("filter", "type", "gender", "age"), _TOPIC),
    **dict.fromkeys(("since", "until", "before", "after", "date", "depuis", "avant", "après", "apres"), _DATE),
    **dict.fromkeys(("to", "reply_to", "retweets_of", "conversation_id", "list"), _TO),
    **dict.fromkeys(
        ("title", "intitle", "allintitle", "titre"),
        Say("de titre : une publication est un seul texte", "titles: a post is one text"),
    ),
    "sentence": Say("la phrase ; « NEAR/10 » s’en approche", "sentences; “NEAR/10” comes close"),
    "url.analyzed": Say("ce champ ; « url: » cherche dans l’adresse", "this field; “url:” looks in the address"),
}

# What `has:` and `is:` can ask, and the values of other tools that mean the same.
FLAGS = {("has", "media"), ("is", "reply")}
FLAG_ALIASES = {("has", "média"): "media", ("is", "réponse"): "reply", ("is", "reponse"): "reply"}
NEAR_FLAGS = dict.fromkeys(
    "image images photo photos video videos vidéo vidéos picture pictures médias".split(), "media"
)
_REPOSTS = Say("les partages : ils ne sont pas gardés", "reposts: they are not kept")
REFUSED_FLAGS = {
    **dict.fromkeys((("is", each) for each in ("retweet", "repost", "rt", "share", "partage", "quote")), _REPOSTS),
    **dict.fromkeys((("has", each) for each in ("links", "link", "lien", "liens")), _LINKS),
    **dict.fromkeys((("has", each) for each in ("geo", "location", "lieu")), _PLACE),
}

# Names of languages, in French and English, for the code that was meant.
LANGUAGE_NAMES = {
    name: code
    for code, names in {
        "fr": "français francais french fra fre",
        "en": "anglais english eng",
        "de": "allemand german deutsch",
        "es": "espagnol spanish español",
        "it": "italien italian italiano",
        "pt": "portugais portuguese português",
        "nl": "néerlandais neerlandais dutch",
        "br": "breton brezhoneg",
        "ar": "arabe arabic",
    }.items()
    for name in names.split()
}
