"""What the register writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "register.entered": Say(
        "{person} a inscrit le compte {about} au registre.", "{person} entered the account {about} in the register."
    ),
    "register.changed": Say(
        "{person} a changé l’inscription du compte {about}.", "{person} changed the entry of the account {about}."
    ),
    "register.handed_over": Say(
        "{person} a confié le compte {about} à {to}.", "{person} handed the account {about} over to {to}."
    ),
    "register.to_close": Say(
        "{person} a demandé la fermeture du compte {about} : {reason}",
        "{person} asked for the account {about} to be closed: {reason}",
    ),
    "register.kept": Say(
        "{person} a renoncé à fermer le compte {about}.", "{person} decided to keep the account {about}."
    ),
    "register.closed": Say(
        "{person} a noté la fermeture du compte {about}.", "{person} noted that the account {about} is closed."
    ),
    "register.leaving": Say("{person} a préparé le départ de {about}.", "{person} prepared the leaving of {about}."),
    "register.left": Say(
        "{person} a fermé les portes de {about} : {doors}.", "{person} closed the doors of {about}: {doors}."
    ),
    "register.password_changed": Say(
        "{person} a noté que le mot de passe de {about} a changé.",
        "{person} noted that the password of {about} has changed.",
    ),
}
