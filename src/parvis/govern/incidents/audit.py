"""What incidents write to the audit log: that they were opened and closed, never about whom, nor what they say."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "incidents.opened": Say("{person} a ouvert l’incident n° {number}.", "{person} opened incident no. {number}."),
    "incidents.answered": Say(
        "La personne concernée par l’incident n° {number} a répondu.",
        "The person whom incident no. {number} is about has answered.",
    ),
    "incidents.closed": Say("{person} a clos l’incident n° {number}.", "{person} closed incident no. {number}."),
    "incidents.erased": Say(
        "L’incident n° {number} est arrivé à son terme : il est effacé.",
        "Incident no. {number} has come to its end and is erased.",
    ),
}
