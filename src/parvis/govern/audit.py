"""What `govern` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "govern.accredited": Say(
        "{person} a habilité {about} ({acts}) jusqu’au {until}.", "{person} accredited {about} ({acts}) until {until}."
    ),
    "govern.suspended": Say(
        "{person} a suspendu l’habilitation de {about}. Motif : {reason}",
        "{person} suspended the accreditation of {about}. Reason: {reason}",
    ),
    "govern.stopped": Say(
        "Ce qui attendait au nom de {about} ou par sa relecture est arrêté ({count}).",
        "What waited in the name of {about} or by their reading is stopped ({count}).",
    ),
    "govern.level": Say(
        "{person} a changé le niveau de {about} : de « {before} » à « {after} ».",
        "{person} changed the level of {about}: from “{before}” to “{after}”.",
    ),
    "govern.renewed": Say(
        "{person} a prolongé l’habilitation de {about} jusqu’au {until}.",
        "{person} renewed the accreditation of {about} until {until}.",
    ),
    "govern.on_duty": Say(
        "{person} a mis {about} d’astreinte, du {start} au {end}.",
        "{person} put {about} on duty, from {start} to {end}.",
    ),
    "govern.off_duty": Say("{person} a mis fin à l’astreinte de {about}.", "{person} ended the duty of {about}."),
    "govern.restored": Say(
        "{person} a rétabli l’habilitation de {about}.", "{person} restored the accreditation of {about}."
    ),
}
