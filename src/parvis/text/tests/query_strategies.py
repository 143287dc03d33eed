"""Queries and posts at random, made of parts that meet often."""

from hypothesis import strategies as st

from parvis.text.posts import Post

_WORDS = """maire mairie été ete aube sainte école l'école d’Évreux Sainte-Aube saint-e inond* mai* mairi* municipalit*
organi?ation *gate *cole* c?ur cœur Straße 米兔 兔 covid_19 aujourd'hui R&D ﬁn 2024 rue de la"""
_PHRASES = """"maire de sainte aube"
"rue de la mairie de sainte aube"
"rue de la mairie de sainte aube la rue"
"sainte aube"
"inond* cave"
"de la"
"l’école"
"米兔 aube\""""
_SIGNS = """="Élan" ="élan" ="L’École" ="C++" #sainteaube #sainte_aube #sain* #*aube @ville_aube @ville* @a.b@c.fr
🔥 ❤ 👏🏽 €"""
_FIELDS = """lang:fr lang:fr-ca author:paul author:p*l author:a@b.fr source:rss site:lemonde.fr site:lemonde.fr/a
url:monde tag:voirie tag:sainte_aube has:media is:reply"""
_WRITTEN = """inondations cave maires MAIRE Élan élan E\u0301lan C++ c #SainteAube #sainte_aube #aube_sainte
＃sainteaube @Ville_Aube @ville_aube2 @a.b@c.fr x@ville_aube 🔥 ❤️ 👏 👏🏽 watergate ecole ss strasse €
in\u00adondation co\u0153ur
\u0301 \ud800 \x00 \u202e &#39; ½"""
WORDS, PHRASES, SIGNS, FIELDS = _WORDS.split(), _PHRASES.split("\n"), _SIGNS.split(), _FIELDS.split()

texts = st.sampled_from([*WORDS, *PHRASES])
leaves = st.one_of(texts, texts, st.sampled_from(SIGNS), st.sampled_from(FIELDS))
_sides = st.one_of(
    st.sampled_from([*WORDS, *PHRASES, '="Élan"', "#sainteaube", "@ville_aube"]),
    st.lists(texts, min_size=2, max_size=3).map(lambda some: f"({' OR '.join(some)})"),
)
_near = st.tuples(_sides, st.sampled_from(["NEAR", "ONEAR"]), st.integers(1, 6), _sides).map(
    lambda t: f"({t[0]} {t[1]}/{t[2]} {t[3]})"
)


def _and(parts: tuple[list[str], list[str]]) -> str:
    wanted, refused = parts
    return "(" + " AND ".join([*wanted, *(f"NOT {part}" for part in refused)]) + ")"


@st.composite
def queries(draw: st.DrawFn, depth: int = 3) -> str:
    """The text of a query."""
    shape = draw(st.sampled_from(["leaf", "leaf", "near", "and", "and", "or"])) if depth else "leaf"
    if shape == "leaf":
        return draw(leaves)
    if shape == "near":
        return draw(_near)
    inner = queries(depth - 1)
    if shape == "or":
        return f"({' OR '.join(draw(st.lists(inner, min_size=2, max_size=4)))})"
    return _and(draw(st.tuples(st.lists(inner, min_size=1, max_size=3), st.lists(inner, max_size=2))))


_pieces = st.sampled_from(
    [word.replace("*", "").replace("?", "s") for word in WORDS]
    + _WRITTEN.split()
    + ["sainte aube", "rue de la mairie de sainte aube"]
)
post_texts = st.one_of(
    st.lists(
        st.tuples(_pieces, st.sampled_from([" ", " ", " ", "-", "’", "\n", "_", "", ", ", "\u200b"])), max_size=14
    ).map(lambda some: "".join(a + b for a, b in some)),
    st.text(st.characters(), max_size=30),
)
posts = st.builds(
    Post,
    id=st.just("p"),
    text=post_texts,
    author=st.sampled_from(["", "paul", "Paul", "pierre@b.fr", "a@b.fr", "@paul"]),
    lang=st.sampled_from(["", "fr", "fr-CA", "FR_ca", "en"]),
    source=st.sampled_from(["", "rss", "RSS", "bluesky"]),
    url=st.sampled_from(["", "https://www.lemonde.fr/a/b", "http://blog.lemonde.fr", "https://x.fr/lemonde.fr"]),
    tags=st.sampled_from([(), ("voirie",), ("#Voirie", "x"), ("sainte_aube",)]),
    has_media=st.booleans(),
    is_reply=st.booleans(),
)
