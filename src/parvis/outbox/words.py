"""What the outbox says when something did not go out."""

from typing import Any

from parvis.govern import gate
from parvis.say import Say

NOTHING = Say("", "")


def refusal(code: str, say: Say, way_out: Say = NOTHING) -> dict[str, Any]:
    """As `Delivery.refusal` keeps it."""
    return {"code": code, "say": say._asdict(), "way_out": way_out._asdict()}


MEDIA_LOST = (
    Say(
        "Une image de cet envoi n’est plus dans le dossier de données. Rien n’est parti.",
        "A picture of this item is no longer in the data folder. Nothing went out.",
    ),
    Say("Ajoutez l’image à nouveau, puis renvoyez.", "Add the picture again, then send again."),
)
CANNOT = (
    Say(
        "Ce réseau ne permet pas à Parvis d’envoyer cela. Rien n’est parti.",
        "This network does not let Parvis send this. Nothing went out.",
    ),
    Say(
        "Copiez le texte, envoyez-le vous-même sur place, puis collez son lien ici.",
        "Copy the text, send it there yourself, then paste its link here.",
    ),
)
TOO_LATE = (
    Say(
        "L’heure limite est passée avant que l’envoi puisse partir. Rien n’est parti.",
        "Its deadline passed before it could go out. Nothing went out.",
    ),
    Say("Relancez-le s’il est encore utile, ou annulez-le.", "Send it again if it is still of use, or cancel it."),
)
TOO_LATE_UNSURE = (
    Say(
        "L’heure limite est passée sans que le réseau dise si l’envoi est en ligne.",
        "Its deadline passed and the network never said whether it is out.",
    ),
    Say(
        "Regardez sur place. S’il y est, collez son lien ; sinon, relancez-le : Parvis vérifiera d’abord.",
        "Look there. If it is out, paste its link; if not, send it again: Parvis will check first.",
    ),
)
_GO_ON = Say(
    "Relancez-le : Parvis reprend où il s’est arrêté. Ou retirez ce qui est en ligne.",
    "Send it again: Parvis goes on where it stopped. Or withdraw what is out.",
)
REST_REFUSED = (
    Say(
        "Le début de ce fil est en ligne ; le réseau en a refusé la suite.",
        "The beginning of this thread is out; the network refused the rest of it.",
    ),
    _GO_ON,
)
REST_LATE = (
    Say(
        "Le début de ce fil est en ligne ; l’heure limite est passée avant que la suite puisse partir.",
        "The beginning of this thread is out; its deadline passed before the rest could go out.",
    ),
    _GO_ON,
)
PARTLY_OUT = Say(
    "Le début de ce fil est en ligne : l’envoi ne peut plus être annulé. Retirez-le, ou relancez-le pour que la suite "
    "parte.",
    "The beginning of this thread is out: this can no longer be cancelled. Withdraw it, or send it again so that the "
    "rest goes out.",
)
MOVED_ON = Say(
    "Cet envoi a changé d’état entre-temps. Rien n’a été fait : relisez-le, puis décidez.",
    "This delivery has changed state in the meantime. Nothing was done: read it again, then decide.",
)
REPLACED = (
    Say(
        "Ce texte a été changé : sa nouvelle version le remplace.",
        "This text was changed: its new version replaces it.",
    ),
    Say("Suivez la nouvelle version. Celle-ci ne partira plus.", "Follow the new version. This one will not go out."),
)
NO_WORD = Say(
    "Écrivez un mot à la personne : ce qui ne va pas, et comment le dire mieux. Rien n’a été renvoyé.",
    "Write the person a word: what is wrong, and how to say it better. Nothing was sent back.",
)
TAKE_UP = Say("Reprenez votre texte : il est gardé.", "Take up your text again: it is kept.")
READ_AGAIN = Say("Un autre référent doit le relire.", "Another referent has to read it.")


def returned(by: str, word: str) -> dict[str, Any]:
    """A referent sent it back to its author."""
    say = Say(f"{by} vous renvoie ce texte : « {word} »", f"{by} sends this text back to you: “{word}”")
    return refusal("returned", say, TAKE_UP)


def lapsed(by: str) -> dict[str, Any]:
    """Whoever let it go may not speak there any more."""
    say = Say(
        f"{by} l’avait laissé partir, mais n’est plus en mesure de le faire ici. Rien n’est parti.",
        f"{by} had let it go, but can no longer do so here. Nothing went out.",
    )
    return refusal("release_lapsed", say, READ_AGAIN)


def author_closed(author: str) -> gate.Refusal:
    """The person whose item it is may not speak there now."""
    say = Say(
        f"{author} ne peut pas parler sur ce canal pour l’instant. Rien n’est parti.",
        f"{author} may not speak on this channel for now. Nothing went out.",
    )
    way_out = Say("Renvoyez le texte, ou revoyez l’habilitation.", "Send the text back, or look at the accreditation.")
    return gate.Refusal("author_refused", say, way_out)


LAPSED = Say(
    "La personne qui l’avait laissé partir n’est plus en mesure de le faire ici.",
    "Whoever had let it go can no longer do so here.",
)
BEGUN = Say(
    "Le réseau avait commencé à le prendre en charge : regardez sur place. S’il y est, collez son lien ; sinon, une "
    "personne habilitée peut le relancer : Parvis vérifiera d’abord.",
    "The network had begun to take it: look there. If it is out, paste its link; if not, an accredited person can send "
    "it again: Parvis will check first.",
)
NOW_BY_HAND = (
    Say(
        "Le canal est passé à la main avant que le réseau dise si l’envoi est en ligne.",
        "The channel went over to being held by hand before the network said whether this is out.",
    ),
    Say(
        "Regardez sur place. S’il y est, collez son lien ; sinon, relancez-le : il sera à publier à la main.",
        "Look there. If it is out, paste its link; if not, send it again: it will be for you to post by hand.",
    ),
)
NOT_DONE = (
    Say(
        "L’heure limite est passée sans que personne indique l’avoir publié.",
        "Its deadline passed and nobody said that it was posted.",
    ),
    Say(
        "S’il est en ligne, collez son lien ; sinon, relancez-le ou annulez-le.",
        "If it is out, paste its link; if not, send it again or cancel it.",
    ),
)
NOT_CORRECTED = (
    Say(
        "L’heure limite est passée sans que personne indique l’avoir corrigé.",
        "Its deadline passed and nobody said that it was corrected.",
    ),
    Say(
        "Si c’est corrigé sur place, indiquez-le ; sinon, relancez ou annulez la correction.",
        "If it is corrected there, say so; if not, send the correction again or cancel it.",
    ),
)
NOT_OUT = (
    Say(
        "Ce qu’il fallait corriger n’est plus en ligne. Rien n’a changé sur place.",
        "What was to be corrected is no longer out. Nothing has changed there.",
    ),
    Say("Annulez cette correction : son texte reste lisible ici.", "Cancel this correction: its text stays here."),
)
NOT_TAKEN_BACK = Say("Le retrait n’a pas encore abouti.", "It has not been taken back yet.")
NOT_WITHDRAWN = Say(
    "Retirez-le sur place, en suivant son lien, puis indiquez ici qu’il n’y est plus ; ou laissez-le en ligne.",
    "Remove it there, by following its link, then say here that it is gone; or leave it out.",
)
STILL_OUT = Say(
    "Il est peut-être encore en ligne. Parvis redemande son retrait ; si c’est urgent, retirez-le sur place.",
    "It may still be out. Parvis goes on asking for it to be taken back; if it is urgent, remove it there.",
)
AS_IT_WAS = Say(
    "Ce qui est en ligne n’a pas changé. Votre correction est gardée.",
    "What is out has not changed. Your correction is kept.",
)
KEPT = Say("Votre texte est gardé.", "Your text is kept.")


def login_lost(channel: str) -> dict[str, Any]:
    """The login of a channel was lost before this delivery came to its turn."""
    say = Say(
        f"Le réseau n’accepte plus la connexion du canal « {channel} ». Rien n’est parti.",
        f"The network no longer accepts the login of the channel “{channel}”. Nothing went out.",
    )
    return refusal("login_lost", say, RECONNECT)


RECONNECT = Say(
    "Reconnectez le canal : l’envoi repartira de lui-même.",
    "Connect the channel again: this will then go out by itself.",
)
UNKNOWN = Say(
    "L’envoi a rencontré une panne inattendue : il est peut-être parti. Parvis vérifie sur place avant toute chose.",
    "Something unexpected happened: this may have gone out. Parvis looks there before doing anything else.",
)
FAILED = Say(
    "Une panne de Parvis a arrêté cet essai avant l’envoi. Rien n’est parti et rien n’est perdu : il réessaiera.",
    "A fault of Parvis stopped this try before it was sent. Nothing went out and nothing is lost: it will try again.",
)
_TELL_WHO_KEEPS_IT = Say(
    "Prévenez la personne qui tient Parvis : le détail est sous chaque essai. Relancez ensuite, ou annulez.",
    "Tell whoever keeps Parvis: the detail stands under each try. Then send it again, or cancel it.",
)
FAULT = (
    Say(
        "Cinq essais ont échoué sans que rien ne parte. Parvis s’arrête là.",
        "Five tries failed and nothing went out. Parvis stops here.",
    ),
    _TELL_WHO_KEEPS_IT,
)
REST_FAULT = (
    Say(
        "Le début de ce fil est en ligne ; cinq essais d’envoyer la suite ont échoué. Parvis s’arrête là.",
        "The beginning of this thread is out; five tries to send the rest failed. Parvis stops here.",
    ),
    _GO_ON,
)
CANNOT_TELL = (
    Say(
        "Cet envoi est peut-être parti, et Parvis n’arrive pas à le savoir : le réseau ne le laisse pas regarder.",
        "This may have gone out, and Parvis cannot find out: the network does not let it look.",
    ),
    Say(
        "Regardez sur place. S’il y est, collez son lien ; sinon, laissez faire : Parvis regarde toujours, et rien ne "
        "partira deux fois.",
        "Look there. If it is out, paste its link; if not, leave it: Parvis goes on looking, and nothing will go out "
        "twice.",
    ),
)
CAME_BACK = Say(
    "Votre texte est gardé et l’échange reste à traiter. Vérifiez l’adresse, ou joignez cette personne autrement. Si "
    "la cause a disparu, relancez : un nouveau courrier partira.",
    "Your text is kept and the conversation still asks for an answer. Check the address, or reach this person in "
    "another way. If the cause is gone, send it again: a new mail will go out.",
)
