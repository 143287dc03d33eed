"""What ambassadors write to the audit log: never who they are, since whoever withdraws leaves no name behind."""

from parvis.say import Say

WORDS: dict[str, Say] = {
    "ambassadors.invited": Say(
        "{person} a invité une personne à être ambassadrice (n° {number}).",
        "{person} invited somebody to be an ambassador (no. {number}).",
    ),
    "ambassadors.consented": Say("L’ambassadeur n° {number} a donné son accord.", "Ambassador no. {number} consented."),
    "ambassadors.changed": Say(
        "L’ambassadeur n° {number} a changé son accord.", "Ambassador no. {number} changed what they agreed to."
    ),
    "ambassadors.withdrew": Say(
        "L’ambassadeur n° {number} s’est retiré ; ses comptes et ses liens sont effacés.",
        "Ambassador no. {number} withdrew; their accounts and links are erased.",
    ),
    "ambassadors.ended": Say(
        "{person} a mis fin à la participation n° {number} ; comptes et liens sont effacés.",
        "{person} ended participation no. {number}; accounts and links are erased.",
    ),
    "ambassadors.item_prepared": Say("{person} a mis « {about} » dans le kit.", "{person} put “{about}” in the kit."),
    "ambassadors.item_changed": Say(
        "{person} a relu « {about} » dans le kit, et en répond.", "{person} went over “{about}” in the kit."
    ),
    "ambassadors.item_ended": Say("{person} a retiré « {about} » du kit.", "{person} took “{about}” out of the kit."),
}
