"""What `govern.courses` writes to the audit log. Nobody's failures are told to the whole house."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "courses.answered": Say(
        "{person} a terminé le questionnaire « {about} ».", "{person} finished the questions of “{about}”."
    ),
    "courses.handed_in": Say(
        "{person} a remis une mise en situation : « {about} ».", "{person} handed in a practice: “{about}”."
    ),
    "courses.marked": Say(
        "{person} a relu la mise en situation de {about} : « {title} ».",
        "{person} marked the practice of {about}: “{title}”.",
    ),
    "courses.passed": Say("{person} a réussi le parcours « {about} ».", "{person} passed the course “{about}”."),
    "courses.revoked": Say(
        "{person} a retiré l’attestation de {about}, « {title} ». Motif : {reason}",
        "{person} revoked the certificate of {about}, “{title}”. Reason: {reason}",
    ),
    "courses.adapted": Say("{person} a adapté le parcours « {about} ».", "{person} adapted the course “{about}”."),
    "courses.written": Say("{person} a créé le parcours « {about} ».", "{person} wrote the course “{about}”."),
    "courses.changed": Say("{person} a modifié le parcours « {about} ».", "{person} changed the course “{about}”."),
    "courses.removed": Say(
        "{person} a supprimé la version de la maison du parcours « {about} ».",
        "{person} removed the house’s version of the course “{about}”.",
    ),
    "courses.terms": Say(
        "{person} a fixé les conditions des parcours : {mark} % de bonnes réponses, valables {months} mois ; "
        "exigés : {required}.",
        "{person} set the terms of the courses: {mark}% of right answers, valid for {months} months; "
        "required: {required}.",
    ),
    "courses.before_training": Say(
        "{person} a habilité {about} avant la formation. Manque : {missing}. Motif : {reason}",
        "{person} accredited {about} before training. Missing: {missing}. Reason: {reason}",
    ),
    "courses.first_voice": Say(
        "{person} a habilité {about} avant la formation : personne d’autre ne parlait au nom de la maison. "
        "Manque : {missing}.",
        "{person} accredited {about} before training: nobody else spoke for the house. Missing: {missing}.",
    ),
}
