"""Words of other tools' query languages: where the meaning is plain they are translated, else refused with the reason.

After the public help pages of Brandwatch, Talkwalker, Meltwater, Cision, Sprinklr, NetBase Quid, Pulsar, YouScan, X and
the press databases; where two tools give one sign two meanings, the sign is refused.
"""

from parvis.say import Say

FIELDS = ("author", "lang", "source", "site", "url", "tag", "has", "is", "saved")

# Another tool's field → ours; "text" stands for the post's text, "exact" for the text as written, "#" for a hashtag.
ALIASES = {
    **{name: name for name in FIELDS},
    "auteur": "author",
    "from": "author",
    "langue": "lang",
    "language": "lang",
    "domain": "site",
    "host": "site",
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
        ),
        _PLACE,
    ),
    **dict.fromkeys(("point_radius", "bounding_box", "bio_location", "profile_country", "profile_region"), _PLACE),
    **dict.fromkeys(("links", "link", "linkto"), _LINKS),
    **dict.fromkeys(
        ("min_replies", "min_faves", "min_retweets", "min_likes", "followers", "reach", "engagement"), _COUNTS
    ),
    **dict.fromkeys(("category", "context", "entity", "sentiment", "topic"), _TOPIC),
    **dict.fromkeys(
        ("title", "intitle", "allintitle", "titre"),
        Say("de titre : une publication est un seul texte", "titles: a post is one text"),
    ),
    "sentence": Say("la phrase ; « NEAR/10 » s’en approche", "sentences; “NEAR/10” comes close"),
    "url.analyzed": Say("ce champ ; « url: » cherche dans l’adresse", "this field; “url:” looks in the address"),
}

# What `has:` and `is:` can ask, and the values of other tools that mean the same.
FLAGS = {("has", "media"), ("is", "reply")}
FLAG_ALIASES = {("has", "média"): "media", ("is", "réponse"): "reply", ("est", "réponse"): "reply"}
