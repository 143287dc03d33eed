"""What `channels` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "channels.connected": Say("{person} a connecté le canal « {about} ».", "{person} connected the channel “{about}”."),
    "channels.reconnected": Say(
        "{person} a reconnecté le canal « {about} ».", "{person} connected the channel “{about}” again."
    ),
    "channels.by_hand": Say(
        "{person} tient à la main le canal « {about} ».", "{person} holds the channel “{about}” by hand."
    ),
    "channels.application_kept": Say(
        "{person} a enregistré l’application de développeur pour {about}.",
        "{person} kept the developer application for {about}.",
    ),
    "channels.described": Say(
        "{person} a modifié la fiche du canal « {about} ».", "{person} changed the card of the channel “{about}”."
    ),
    "channels.live": Say("{person} a ouvert le canal « {about} ».", "{person} opened the channel “{about}”."),
    "channels.paused": Say("{person} a suspendu le canal « {about} ».", "{person} paused the channel “{about}”."),
    "channels.closed": Say("{person} a fermé le canal « {about} ».", "{person} closed the channel “{about}”."),
    "channels.login_found": Say(
        "Le réseau accepte de nouveau la connexion du canal « {about} ».",
        "The network accepts the login of the channel “{about}” again.",
    ),
    "channels.login_lost": Say(
        "Le réseau n’accepte plus la connexion du canal « {about} ».",
        "The network no longer accepts the login of the channel “{about}”.",
    ),
}
