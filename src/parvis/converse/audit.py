"""What `converse` writes to the audit log. Nobody of the public is named there: a conversation goes by its number."""

from typing import Any

from parvis.core import audit
from parvis.say import Say

WORDS: dict[str, Say] = {
    "converse.opened": Say("L’échange {about} est ouvert.", "Conversation {about} was opened."),
    "converse.seen": Say(
        "{person} a noté une remarque vue sur « {channel} », échange {about}.",
        "{person} noted a remark seen on “{channel}”, conversation {about}.",
    ),
    "converse.forgotten": Say(
        "Une personne du public a été effacée ({about}) : {count} messages vidés, leur compte reste.",
        "Somebody of the public was erased ({about}): {count} messages emptied, their count stays.",
    ),
    "converse.came_back": Say(
        "La personne a écrit à nouveau : l’échange {about} est rouvert.",
        "The person wrote again: conversation {about} is open again.",
    ),
    "converse.answer_came_back": Say(
        "La réponse n’est pas arrivée : l’échange {about} est de nouveau à traiter.",
        "The answer did not arrive: conversation {about} asks for one again.",
    ),
    "converse.commitment_handed_over": Say(
        "{person} a confié un engagement à {to}, {about}.", "{person} handed a commitment over to {to}, {about}."
    ),
    "converse.assigned": Say(
        "{person} a confié l’échange {about} à {to}.", "{person} gave conversation {about} to {to}."
    ),
    "converse.unassigned": Say(
        "{person} a libéré l’échange {about} de son responsable.", "{person} left conversation {about} without owner."
    ),
    "converse.handled": Say(
        "{person} a choisi le traitement « {handling} » pour l’échange {about}.",
        "{person} chose to handle conversation {about} as “{handling}”.",
    ),
    "converse.staged": Say(
        "{person} a rangé l’échange {about} à l’étape « {stage} ».",
        "{person} placed conversation {about} in stage “{stage}”.",
    ),
    "converse.noted": Say(
        "{person} a laissé une note dans l’échange {about}.", "{person} left a note in conversation {about}."
    ),
    "converse.replied": Say("{person} a répondu dans l’échange {about}.", "{person} replied in conversation {about}."),
    "converse.sent_anyway": Say(
        "{person} a envoyé sa réponse dans l’échange {about} malgré {warnings}.",
        "{person} sent a reply in conversation {about} in spite of {warnings}.",
    ),
    "converse.moderation_asked": Say(
        "{person} a demandé « {measure} » pour un message de l’échange {about}. Règle en cause : {clause}",
        "{person} asked “{measure}” for a message of conversation {about}. Rule at stake: {clause}",
    ),
    "converse.moderation_done": Say(
        "« {measure} » est fait pour un message de l’échange {about}.",
        "“{measure}” is done for a message of conversation {about}.",
    ),
    "converse.moderation_refused": Say(
        "« {measure} » n’a pas été fait pour un message de l’échange {about}.",
        "“{measure}” was not done for a message of conversation {about}.",
    ),
    "converse.closed": Say("{person} a clos l’échange {about}.", "{person} closed conversation {about}."),
    "converse.reopened": Say("{person} a rouvert l’échange {about}.", "{person} opened conversation {about} again."),
    "converse.promised": Say(
        "{person} a pris un engagement dans l’échange {about}, pour le {due}.",
        "{person} made a commitment in conversation {about}, due on {due}.",
    ),
    "converse.kept": Say(
        "{person} a noté que l’engagement de l’échange {about} est tenu.",
        "{person} noted that the commitment of conversation {about} was kept.",
    ),
    "converse.broken": Say(
        "{person} a noté que l’engagement de l’échange {about} n’est pas tenu.",
        "{person} noted that the commitment of conversation {about} was not kept.",
    ),
    "converse.told": Say(
        "{person} a noté que la personne connaît la suite donnée, échange {about}.",
        "{person} noted that the person was told the result, conversation {about}.",
    ),
}


def record(conversation: Any, person: Any, code: str, **data: Any) -> None:
    audit.record(conversation.organisation, person, code, conversation.label, **data)
