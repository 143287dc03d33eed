"""What `people` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "people.founded": Say("{person} a créé l’organisation {about}.", "{person} set up the organisation {about}."),
    "people.arranged": Say("{person} a modifié les réglages de {about}.", "{person} changed the settings of {about}."),
    "people.invited": Say("{person} a invité {about}.", "{person} invited {about}."),
    "people.joined": Say("{person} a rejoint l’organisation.", "{person} joined the organisation."),
    "people.linked": Say(
        "{person} se connecte désormais par l’organisation ; l’ancien mot de passe ne vaut plus.",
        "{person} now signs in through the organisation; the old password no longer holds.",
    ),
    "people.joined_by_group": Say(
        "{person} a rejoint l’organisation par son groupe : {role}.",
        "{person} joined the organisation through a group: {role}.",
    ),
    "people.role_followed": Say(
        "Le rôle de {about} a suivi son groupe : {role}.", "The role of {about} followed the group: {role}."
    ),
    "people.left_group": Say(
        "{about} n’est plus d’aucun groupe de l’organisation et n’en fait plus partie.",
        "{about} is in no group of the organisation any more and is no longer a member.",
    ),
    "people.erased": Say("{about} a été effacé de Parvis.", "{about} was erased from Parvis."),
    "people.token_made": Say(
        "{person} a créé le jeton d’API « {about} » ({scopes}).", "{person} made the API token “{about}” ({scopes})."
    ),
    "people.token_revoked": Say(
        "{person} a révoqué le jeton d’API « {about} » de {of}.", "{person} revoked the API token “{about}” of {of}."
    ),
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
