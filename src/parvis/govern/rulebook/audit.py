"""What the rulebook writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "rulebook.made": Say("{person} a posé la règle « {about} ».", "{person} made the rule “{about}”."),
    "rulebook.changed": Say("{person} a changé la règle « {about} ».", "{person} changed the rule “{about}”."),
    "rulebook.ended": Say("{person} a levé la règle « {about} ».", "{person} ended the rule “{about}”."),
    "rulebook.resumed": Say("{person} a remis la règle « {about} ».", "{person} put the rule “{about}” back."),
}
