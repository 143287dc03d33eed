"""What `charter` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "charter.begun": Say("{person} a commencé « {about} ».", "{person} began “{about}”."),
    "charter.described": Say("{person} a présenté « {about} ».", "{person} described “{about}”."),
    "charter.clause_added": Say(
        "{person} a ajouté la clause {number} à « {about} ».", "{person} added clause {number} to “{about}”."
    ),
    "charter.clause_changed": Say(
        "{person} a modifié la clause {number} de « {about} ».", "{person} changed clause {number} of “{about}”."
    ),
    "charter.clause_moved": Say(
        "{person} a déplacé la clause {number} de « {about} » : elle devient la {to}.",
        "{person} moved clause {number} of “{about}”: it is now number {to}.",
    ),
    "charter.clause_removed": Say(
        "{person} a retiré la clause {number} de « {about} ».", "{person} removed clause {number} from “{about}”."
    ),
    "charter.discarded": Say("{person} a jeté le projet « {about} ».", "{person} discarded the draft “{about}”."),
    "charter.submitted": Say(
        "{person} a remis « {about} » à la signature.", "{person} handed “{about}” over for signature."
    ),
    "charter.taken_back": Say(
        "{person} a repris « {about} » pour en changer le texte.", "{person} took “{about}” back to change its text."
    ),
    "charter.signed": Say(
        "{person} a signé « {about} » pour la fonction {function}.",
        "{person} signed “{about}” for the function {function}.",
    ),
    "charter.signed_again": Say(
        "{person} a signé « {about} » pour la fonction {function} aussi, faute de personnes en nombre suffisant.",
        "{person} signed “{about}” for the function {function} too, as the house has too few people.",
    ),
    "charter.refused": Say(
        "{person} a refusé de signer « {about} » pour la fonction {function} : {word}",
        "{person} refused to sign “{about}” for the function {function}: {word}",
    ),
    "charter.in_force": Say("« {about} » est en vigueur.", "“{about}” is in force."),
    "charter.acknowledged": Say("{person} a lu « {about} ».", "{person} has read “{about}”."),
    "charter.published": Say("{person} a rendu public « {about} ».", "{person} made “{about}” public."),
    "charter.hidden": Say(
        "{person} a retiré « {about} » de la page publique.", "{person} took “{about}” off the public page."
    ),
    "charter.functions": Say(
        "{person} a réglé les fonctions qui signent : {about}.", "{person} arranged the functions that sign: {about}."
    ),
}
