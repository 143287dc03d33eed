"""What is said of a query that cannot be read: where, why, and a repair when one is likely."""

from parvis.say import Say

MESSAGES = {
    "empty": Say(
        "La requête est vide. Écrivez au moins un mot à trouver.",
        "The query is empty. Write at least one word to find.",
    ),
    "too_long": Say(
        "La requête dépasse {most} caractères. Répartissez-la en plusieurs veilles.",
        "The query is longer than {most} characters. Split it into several watches.",
    ),
    "too_many": Say(
        "La requête compte plus de {most} termes. Répartissez-la en plusieurs veilles.",
        "The query has more than {most} terms. Split it into several watches.",
    ),
    "too_deep": Say(
        "Les parenthèses sont imbriquées sur plus de {most} niveaux. Simplifiez, ou enregistrez une partie à part.",
        "Brackets are nested more than {most} levels deep. Simplify, or save a part by itself.",
    ),
    "quote_open": Say("Ce guillemet n’est jamais fermé.", "This quotation mark is never closed."),
    "group_open": Say("Cette parenthèse n’est jamais fermée.", "This bracket is never closed."),
    "group_close": Say("Cette parenthèse n’a pas été ouverte.", "This bracket was never opened."),
    "group_empty": Say("Ces parenthèses sont vides.", "These brackets are empty."),
    "operand_missing": Say("Il manque un terme à côté de « {op} ».", "A term is missing next to “{op}”."),
    "only_not": Say(
        "Cette partie dit seulement ce qu’il faut écarter : elle attraperait presque tout. Dites aussi ce qu’il faut trouver.",
        "This part only says what to leave out: it would catch almost everything. Say what to find as well.",
    ),
    "not_not": Say("Deux négations se suivent.", "There are two negations in a row."),
    "mixed_or": Say(
        "Ici, « OU » côtoie des termes sans opérateur ou une exclusion : deux lectures sont possibles. Ajoutez des parenthèses, ou des guillemets s’il s’agit d’une expression.",
        "Here “OR” stands beside terms without an operator or an exclusion: this can be read in two ways. Add brackets, or quotation marks if it is a phrase.",
    ),
    "mixed_and": Say(
        "Ces mots se suivent sans opérateur à côté d’un « ET » : est-ce une expression, ou des mots séparés ? Ajoutez des guillemets ou « ET ».",
        "These words follow each other without an operator beside an “AND”: a phrase, or separate words? Add quotation marks or “AND”.",
    ),
    "small_operator": Say(
        "« {word} » en minuscules est-il un mot ou un opérateur ? Écrivez-le en majuscules, ou mettez l’expression entre guillemets.",
        "Is “{word}” in small letters a word or an operator? Write it in capitals, or put the phrase in quotation marks.",
    ),
    "distance": Say(
        "La distance doit être comprise entre 1 et {most} mots.", "The distance must be between 1 and {most} words."
    ),
    "near_number": Say(
        "Dites à combien de mots au plus, par exemple « NEAR/5 ».", "Say within how many words, for example “NEAR/5”."
    ),
    "near_slash": Say(
        "« {word} » compte la distance autrement selon les outils. Écrivez « NEAR/{n} » (au plus {n} mots plus loin) ou « ONEAR/{n} » (dans cet ordre).",
        "“{word}” counts the distance differently from tool to tool. Write “NEAR/{n}” (at most {n} words further) or “ONEAR/{n}” (in this order).",
    ),
    "near_operand": Say(
        "La proximité relie des mots, des expressions ou des groupes de « OU », rien d’autre.",
        "Proximity joins words, phrases or groups of “OR”, nothing else.",
    ),
    "near_chain": Say(
        "Deux proximités à la suite peuvent se lire de deux façons. Reliez-les par « ET ».",
        "Two proximities in a row can be read in two ways. Join them with “AND”.",
    ),
    "near_many": Say(
        "« ~ » après plus de deux termes se compte autrement selon les outils. Écrivez chaque proximité : « a NEAR/5 b ».",
        "“~” after more than two terms is counted differently from tool to tool. Write each proximity: “a NEAR/5 b”.",
    ),
    "wildcard_short": Say(
        "« {word} » attraperait trop de mots : donnez au moins {least} lettres à la suite.",
        "“{word}” would catch too many words: give at least {least} letters in a row.",
    ),
    "wildcard_many": Say(
        "« {word} » compte trop de jokers ; {most} au plus.", "“{word}” has too many wildcards; {most} at most."
    ),
    "wildcard_exact": Say(
        "Un terme exact ne prend pas de joker. Retirez « = » ou le joker.",
        "An exact term takes no wildcard. Remove the “=” or the wildcard.",
    ),
    "no_letters": Say(
        "« {word} » ne contient que de la ponctuation : il n’y a rien à chercher.",
        "“{word}” has nothing but punctuation: there is nothing to find.",
    ),
    "sign_attached": Say(
        'Les signes de « {word} » ne comptent pas dans une recherche simple. Pour les trouver tels quels, écrivez « ="{word}" ».',
        'The signs in “{word}” do not count in a plain search. To find them as written, use “="{word}"”.',
    ),
    "symbol_in_phrase": Say(
        "Un emoji ou un signe ne se cherche pas à l’intérieur d’une expression. Reliez-le par « ET ».",
        "An emoji or a sign cannot be looked for inside a phrase. Join it with “AND”.",
    ),
    "hashtag": Say(
        "Un mot-dièse n’a que des lettres, des chiffres et « _ ».", "A hashtag has nothing but letters, digits and “_”."
    ),
    "comma": Say(
        "Cette ponctuation veut-elle dire « OU » ou « ET » ? Écrivez l’opérateur.",
        "Does this punctuation mean “OR” or “AND”? Write the operator.",
    ),
    "dash": Say(
        "Ce tiret est-il une exclusion ? Collez « - » au terme à écarter, ou écrivez « SAUF ».",
        "Is this dash an exclusion? Attach “-” to the term to leave out, or write “NOT”.",
    ),
    "single_quotes": Say(
        "Pour une expression, employez des guillemets doubles.", "For a phrase, use double quotation marks."
    ),
    "exclamation": Say(
        '« ! » veut dire « sauf » dans certains outils et « tel quel » dans d’autres. Écrivez « SAUF {word} » ou « ="{word}" ».',
        '“!” means “not” in some tools and “exactly so” in others. Write “NOT {word}” or “="{word}"”.',
    ),
    "braces": Say(
        'Les accolades n’ont pas de sens ici. Pour un terme tel quel, écrivez « ="…" ».',
        'Braces have no meaning here. For a term exactly as written, use “="…"”.',
    ),
    "count": Say(
        "Parvis ne compte pas combien de fois un mot paraît. Retirez cette condition.",
        "Parvis does not count how many times a word occurs. Remove this condition.",
    ),
    "call": Say("« {word}(…) » n’existe pas ici.", "“{word}(…)” does not exist here."),
    "field_unknown": Say(
        "Le champ « {name} » n’existe pas. Champs connus : {known}. S’il s’agit d’un mot, mettez-le entre guillemets.",
        "There is no field “{name}”. Known fields: {known}. If it is a word, put it in quotation marks.",
    ),
    "field_foreign": Say(
        "« {name}: » vient d’un autre outil ; Parvis ne connaît pas {fr}. Retirez cette condition.",
        "“{name}:” comes from another tool; Parvis does not know {en}. Remove this condition.",
    ),
    "field_empty": Say("Il manque une valeur après « {name}: ».", "A value is missing after “{name}:”."),
    "field_value": Say("Après « {name}: », écrivez {known}.", "After “{name}:”, write {known}."),
    "saved_unknown": Say("Aucune requête enregistrée ne s’appelle « {name} ».", "No saved query is called “{name}”."),
    "saved_loop": Say(
        "La requête enregistrée « {name} » se contient elle-même.", "The saved query “{name}” contains itself."
    ),
    "saved_broken": Say(
        "La requête enregistrée « {name} » est à corriger : {fr}", "The saved query “{name}” needs mending: {en}"
    ),
    "dialect": Say("{fr}", "{en}"),
}

_SPACED = (
    ("« ", "«\u00a0"),
    (" »", "\u00a0»"),
    (" :", "\u00a0:"),
    (" ;", "\u00a0;"),
    (" ?", "\u00a0?"),
    (" !", "\u00a0!"),
)


def french(text: str) -> str:
    """The text with the no-break spaces that French typography asks for."""
    for plain, spaced in _SPACED:
        text = text.replace(plain, spaced)
    return text


class QueryError(ValueError):
    """`start` and `end` are code points of the query's text; `repair` is a whole query to try, or empty."""

    def __init__(self, code: str, start: int = 0, end: int = 0, repair: str = "", **values: object) -> None:
        template = MESSAGES[code]
        self.code, self.start, self.end, self.repair = code, start, end, repair
        self.say = Say(french(template.fr).format(**values), template.en.format(**values))
        super().__init__(self.say.en)
