"""What `publish` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "publish.drafted": Say("{person} a préparé « {about} ».", "{person} drafted “{about}”."),
    "publish.published": Say(
        "{person} a confié à l’envoi « {about} » pour {channels}.",
        "{person} handed “{about}” to the outbox for {channels}.",
    ),
    "publish.discarded": Say("{person} a jeté le brouillon « {about} ».", "{person} discarded the draft “{about}”."),
    "publish.withdrawn": Say("{person} a demandé le retrait de « {about} ».", "{person} asked to withdraw “{about}”."),
}
