"""The words in which French and English give dates; texts are folded (lower case, no accents, straight apostrophe)."""


def _ranks(lists: str, first: int = 0) -> dict[str, int]:
    return {word: rank for line in lists.split("|") for rank, word in enumerate(line.split(), first)}


DAYS = _ranks(
    "lundi mardi mercredi jeudi vendredi samedi dimanche|monday tuesday wednesday thursday friday saturday sunday"
)
MONTHS = _ranks(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
    "|january february march april may june july august september october november december"
    "|janv fevr mars avr mai juin juil aout sept oct nov dec|jan feb mar apr may jun jul aug sep oct nov dec",
    1,
)
NUMBERS = {
    **_ranks("zero un deux trois quatre cinq six sept huit neuf dix onze douze|zero one two three four five six seven eight"
             " nine ten eleven twelve"),
    "une": 1, "a": 1, "an": 1, "quatorze": 14, "quinze": 15, "vingt": 20, "trente": 30, "fourteen": 14, "fifteen": 15,
    "huitaine": 8, "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "fortnight": 14, "couple": 2,
}  # fmt: skip
# (the last day before it, its last day), as month and day
SEASONS = {
    **dict.fromkeys(("printemps", "spring"), ((3, 19), (6, 20))),
    **dict.fromkeys(("ete", "summer"), ((6, 20), (9, 21))),
    **dict.fromkeys(("automne", "autumn"), ((9, 21), (12, 20))),
    **dict.fromkeys(("hiver", "winter"), ((12, 20), (3, 19))),
    **dict.fromkeys(("rentree",), ((8, 31), (9, 15))),
    **dict.fromkeys(("noel", "christmas"), ((12, 24), (12, 25))),
}


def _any(words: dict[str, object] | dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FR_DAYS = "|".join(list(DAYS)[:7])
_EN_DAYS = "|".join(list(DAYS)[7:])
_FR_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|janv|fevr|avr|juil|sept|oct|nov|dec"
_EN_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_NUMBER = f"(?P<number>[0-9]{{1,3}}|{_any(NUMBERS)})"
_PART = "(?:(?: au)? (?:matin|midi|soir|apres-midi|dans (?:la journee|la matinee|l'apres-midi)))?"

RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("relative", f"(?P<after>apres[ -]demain)|(?P<next>demain){_PART}|aujourd'hui|ce (?:matin|midi|soir)|cet(?:te)? (?:apres-midi|nuit)"
         "|dans (?:la (?:journee|matinee|soiree|nuit)|l'apres-midi|l'heure)|en fin (?:de (?:journee|matinee)|d'apres-midi)"),
        ("full", f"(?:(?P<weekday>{_FR_DAYS}),? )?(?:le )?(?P<day>[0-9]{{1,2}})(?:er)? (?P<month>{_FR_MONTHS})\\.?(?: (?P<year>20[0-9]{{2}}))?"),
        ("full", "(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}|[0-9]{2}))?"),
        ("full", "(?P<day>[0-9]{1,2})[.-](?P<month>[0-9]{1,2})[.-](?P<year>20[0-9]{2})"),
        ("full", "(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
        ("day", "(?:avant|d'ici|pour|jusqu'au|au plus tard|des) (?:le )?(?P<day>[0-9]{1,2})(?:er)?(?=[.,;!?)]| ?$|\\n| (?:au plus|a|pour|et|de|du|prochain))"),
        ("day", f"(?P<weekday>{_FR_DAYS}) (?P<day>[0-9]{{1,2}})(?! ?(?:h|heures?|%|€|[0-9:]))"),
        ("weekday", f"(?<!du )(?<!au )(?<!le )(?<!chaque )(?<!les )(?P<weekday>{_FR_DAYS})(?! (?:dernier|passe|[0-9]{{1,2}}(?! ?h)))(?: prochain)?{_PART}(?: en (?P<later>huit|quinze))?"),
        ("span", f"(?:sous|dans|d'ici|en|en moins de|avant|pendant|dans les|sous les|dans un delai (?:maximum )?(?:de|d'))(?: (?:un delai de|environ|moins de|a peine))? ?{_NUMBER}"
         "(?: (?:de|prochaine?s))? ?(?P<unit>heures?|h|jours?|semaines?|mois|ans?|minutes?|mn|min)(?P<working> ouvr(?:e|able)s?)?"),
        ("span", "(?:sous|dans|d'ici|dans la|dans une) (?:une? )?(?P<number>huitaine|dizaine|quinzaine|vingtaine|trentaine)(?P<unit>)(?: de jours)?(?P<working> ouvr(?:e|able)s?)?"),
        ("period", "(?:la )?fin (?:de |du |d')?(?:la |cette |ce |l')?(?P<unit>week-end|weekend|semaine|mois|trimestre|semestre|annee|an)(?P<next> prochaine?)?"),
        ("period", "(?:cette|dans la|dans le courant de la|au cours de la|ce|dans le|dans le courant du|courant) (?P<unit>week-end|weekend|semaine|mois|trimestre|annee)(?:-ci)?(?![ ]dern)"),
        ("period", "(?:le|la|l'|en|au)? ?(?P<unit>week-end|weekend|semaine|mois|trimestre|semestre|annee|an)(?P<next> (?:prochaine?|qui vient|suivante?))"),
        ("month", f"(?:(?P<before>avant|d'ici)|(?P<part>debut|mi|fin|(?:d'ici |avant )?(?:la )?fin)|en|courant|au mois de|pour|des)[ -](?:le mois de |de )?(?P<month>{_FR_MONTHS})(?: (?P<year>20[0-9]{{2}}))?"),
        ("quarter", "(?P<rank>premier|1er|deuxieme|second|2e|2eme|troisieme|3e|3eme|quatrieme|4e|4eme) (?P<unit>trimestre|semestre)(?: (?:de )?(?P<year>20[0-9]{2}))?"),
        ("year", "(?:(?P<before>avant|d'ici)(?: a)?|en|courant|fin|pour) (?P<year>20[0-9]{2})"),
        ("season", "(?:(?P<before>avant|d'ici)|pendant|a|cet|cette|au|en|pour|des)(?: (?:l'|le |la )?| l'| a l')?(?P<season>printemps|ete|automne|hiver|rentree|noel)"),
    ),
    "en": (
        ("relative", "(?P<after>(?:the )?day after tomorrow)|(?P<next>tomorrow)(?: (?:morning|afternoon|evening|night))?|today|tonight|this (?:morning|afternoon|evening)|later today"),
        ("full", f"(?:(?P<weekday>{_EN_DAYS}),? )?(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_EN_MONTHS})\\.?,?(?: (?P<year>20[0-9]{{2}}))?"),
        ("full", f"(?:(?P<weekday>{_EN_DAYS}),? )?(?P<month>{_EN_MONTHS})\\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>20[0-9]{{2}}))?"),
        ("full", "(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}|[0-9]{2}))?"),
        ("full", "(?P<year>20[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
        ("day", "(?:before|by|on|until|from) the (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"),
        ("day", f"(?P<weekday>{_EN_DAYS}),? (?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?! ?(?:am|pm|:|%))"),
        ("weekday", f"(?<!last )(?<!every )(?<!each )(?<!to )(?<!from )(?P<weekday>{_EN_DAYS})(?: (?:morning|afternoon|evening|night))?(?: (?P<later>week))?"),
        ("span", f"(?:within|in|under|in less than|in under)(?: (?:the next|a maximum of|about|around))? {_NUMBER}(?: of)?(?P<working> (?:working|business))? ?(?P<unit>hours?|h|hrs?|days?|weeks?|months?|years?|minutes?|mins?)"),
        ("span", "(?:within|in) a (?P<number>fortnight)(?P<unit>)(?P<working>)"),
        ("period", "(?:by |before |at )?(?:the )?end of (?:the |this )?(?P<next>next )?(?P<unit>weekend|week|month|quarter|year)"),
        ("period", "(?:this|during the|later this) (?P<unit>weekend|week|month|quarter|year)"),
        ("period", "(?P<next>next|the coming) (?P<unit>weekend|week|month|quarter|year)"),
        ("month", f"(?:(?P<before>before|by)|(?P<part>early|mid|late)|in|during|by the end of|the end of|end of)[ -](?P<month>{_EN_MONTHS})(?: (?P<year>20[0-9]{{2}}))?"),
        ("quarter", "(?P<rank>first|second|third|fourth|1st|2nd|3rd|4th) (?P<unit>quarter|half)(?: of)?(?: (?P<year>20[0-9]{2}))?"),
        ("year", "(?:(?P<before>before|by)|in|during|late) (?P<year>20[0-9]{2})"),
        ("season", "(?:(?P<before>before|by)|in|this|next|over|during)(?: the)? (?P<season>spring|summer|autumn|winter|christmas)"),
    ),
}  # fmt: skip
