"""What `outbox` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "outbox.came_back": Say(
        "« {about} », parti sur {channel}, n’a pas été remis : le courrier est revenu.",
        "“{about}”, which went out on {channel}, was not delivered: the mail came back.",
    ),
    "outbox.sent": Say("« {about} » est parti sur {channel}.", "“{about}” went out on {channel}."),
    "outbox.refused": Say("« {about} » n’est pas parti sur {channel}.", "“{about}” did not go out on {channel}."),
    "outbox.given_up": Say(
        "« {about} » a été abandonné sur {channel} : son heure est passée.",
        "“{about}” was given up on {channel}: its time has passed.",
    ),
    "outbox.withdrawn": Say("« {about} » a été retiré de {channel}.", "“{about}” was taken back from {channel}."),
    "outbox.held": Say(
        "« {about} » attend une relecture avant de partir sur {channel}.",
        "“{about}” waits to be read before it goes out on {channel}.",
    ),
    "outbox.released": Say(
        "{person} a relu « {about} », de {author}, et l’a laissé partir sur {channel}.",
        "{person} read “{about}” by {author} and let it go out on {channel}.",
    ),
    "outbox.returned": Say(
        "{person} a renvoyé « {about} » à {author}, pour {channel}.",
        "{person} sent “{about}” back to {author}, for {channel}.",
    ),
    "outbox.emergency": Say(
        "{person}, d’astreinte, a fait partir « {about} » sur {channel} sans relecture. Urgence : {reason}",
        "{person}, on duty, sent “{about}” on {channel} without it being read first. Emergency: {reason}",
    ),
    "outbox.checked": Say(
        "{person} a relu après coup « {about} », de {author}, sur {channel}.",
        "{person} read “{about}” by {author} on {channel} afterwards.",
    ),
    "outbox.correcting": Say(
        "{person} a demandé de corriger « {about} » sur {channel}.", "{person} asked to correct “{about}” on {channel}."
    ),
    "outbox.corrected": Say(
        "« {about} » a été corrigé sur {channel}. Avant : « {before} » Après : « {after} »",
        "“{about}” was corrected on {channel}. Before: “{before}” After: “{after}”",
    ),
    "outbox.reply_corrected": Say(
        "La réponse {about} a été corrigée sur {channel}. Ses deux textes sont dans la boîte d’envoi.",
        "The reply {about} was corrected on {channel}. Both its texts are in the outbox.",
    ),
    "outbox.corrected_by_hand": Say(
        "{person} a indiqué que « {about} » est corrigé sur {channel}. Avant : « {before} » Après : « {after} »",
        "{person} said that “{about}” is corrected on {channel}. Before: “{before}” After: “{after}”",
    ),
    "outbox.reply_corrected_by_hand": Say(
        "{person} a indiqué que la réponse {about} est corrigée sur {channel}. "
        "Ses deux textes sont dans la boîte d’envoi.",
        "{person} said that the reply {about} is corrected on {channel}. Both its texts are in the outbox.",
    ),
    "outbox.corrected_anyway": Say(
        "{person} a maintenu sa correction de « {about} » malgré les remarques : {warnings}",
        "{person} kept the correction of “{about}” despite what was said: {warnings}",
    ),
    "outbox.retried": Say(
        "{person} a relancé « {about} » sur {channel}.", "{person} sent “{about}” on {channel} again."
    ),
    "outbox.cancelled": Say(
        "{person} a annulé « {about} » sur {channel}.", "{person} cancelled “{about}” on {channel}."
    ),
    "outbox.replaced": Say(
        "{person} a remplacé « {about} », qui avait été refusé sur {channel}, par un texte changé.",
        "{person} replaced “{about}”, which had been refused on {channel}, by a changed text.",
    ),
    "outbox.marked_sent": Say(
        "{person} a indiqué que « {about} » est en ligne sur {channel} : {url}",
        "{person} said that “{about}” is out on {channel}: {url}",
    ),
    "outbox.by_hand": Say(
        "« {about} » est à publier à la main sur {channel}.", "“{about}” is to be posted by hand on {channel}."
    ),
    "outbox.unticked": Say(
        "{person} a indiqué que « {about} » n’est finalement pas en ligne sur {channel}.",
        "{person} said that “{about}” is not out on {channel} after all.",
    ),
    "outbox.marked_withdrawn": Say(
        "{person} a indiqué que « {about} » n’est plus en ligne sur {channel}.",
        "{person} said that “{about}” is no longer out on {channel}.",
    ),
    "outbox.not_withdrawn": Say(
        "{channel} n’a pas retiré « {about} » : il y est encore.",
        "{channel} did not take “{about}” back: it is still out.",
    ),
    "outbox.left_out": Say(
        "{person} a laissé « {about} » en ligne sur {channel}.", "{person} left “{about}” out on {channel}."
    ),
    "outbox.not_sent_any_more": Say(
        "« {about} » n’est pas parti sur {channel} : son retrait était demandé.",
        "“{about}” did not go out on {channel}: it was to be withdrawn.",
    ),
    "outbox.taken_up": Say(
        "{person} a repris « {about} » pour {channel} après l’avoir annulé.",
        "{person} took up “{about}” for {channel} again after it was cancelled.",
    ),
    "outbox.withdrawing": Say(
        "{person} a demandé le retrait de « {about} » sur {channel}.",
        "{person} asked to take “{about}” back from {channel}.",
    ),
}
