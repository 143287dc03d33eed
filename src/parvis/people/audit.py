"""What `people` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "people.founded": Say("{person} a créé l’organisation {about}.", "{person} set up the organisation {about}."),
    "people.arranged": Say("{person} a modifié les réglages de {about}.", "{person} changed the settings of {about}."),
    "people.invited": Say("{person} a invité {about}.", "{person} invited {about}."),
    "people.joined": Say("{person} a rejoint l’organisation.", "{person} joined the organisation."),
    "people.uninvited": Say(
        "{person} a retiré l’invitation de {about}.", "{person} withdrew the invitation of {about}."
    ),
    "people.role_changed": Say(
        "{person} a changé le rôle de {about} : {role}.", "{person} changed the role of {about}: {role}."
    ),
    "people.removed": Say(
        "{person} a retiré {about} de l’organisation.", "{person} removed {about} from the organisation."
    ),
}
