"""What `listen` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "listen.source_added": Say("{person} a ajouté la source « {about} ».", "{person} added the source “{about}”."),
    "listen.source_paused": Say(
        "{person} a mis en pause la source « {about} ».", "{person} paused the source “{about}”."
    ),
    "listen.source_resumed": Say("{person} a repris la source « {about} ».", "{person} resumed the source “{about}”."),
    "listen.contact_kept": Say(
        "{person} a enregistré le formulaire de contact « {about} ».", "{person} saved the contact form “{about}”."
    ),
    "listen.contact_closed": Say(
        "{person} a fermé le formulaire de contact « {about} ».", "{person} closed the contact form “{about}”."
    ),
    "listen.contact_opened": Say(
        "{person} a rouvert le formulaire de contact « {about} ».",
        "{person} opened the contact form “{about}” again.",
    ),
    "listen.source_removed": Say("{person} a retiré la source « {about} ».", "{person} removed the source “{about}”."),
    "listen.watch_made": Say("{person} a créé la veille « {about} ».", "{person} made the watch “{about}”."),
    "listen.watch_changed": Say("{person} a modifié la veille « {about} ».", "{person} changed the watch “{about}”."),
    "listen.watch_paused": Say(
        "{person} a mis en pause la veille « {about} ».", "{person} paused the watch “{about}”."
    ),
    "listen.watch_resumed": Say("{person} a repris la veille « {about} ».", "{person} resumed the watch “{about}”."),
    "listen.watch_removed": Say("{person} a supprimé la veille « {about} ».", "{person} deleted the watch “{about}”."),
    "listen.tone_corrected": Say(
        "{person} a corrigé la tonalité d’une mention : « {about} ».",
        "{person} corrected the tone of a mention: “{about}”.",
    ),
    "listen.dismissed": Say("{person} a écarté une mention : « {about} ».", "{person} dismissed a mention: “{about}”."),
    "listen.restored": Say(
        "{person} a remis une mention écartée : « {about} ».", "{person} put back a dismissed mention: “{about}”."
    ),
    "listen.imported": Say(
        "Fichier importé pour « {about} » : {new} nouveautés, {refused} lignes refusées.",
        "File imported for “{about}”: {new} new, {refused} lines refused.",
    ),
}
