"""What is said of each kind of personal data."""

from parvis.say import Say

NAMED = {
    "phone": Say("téléphone", "phone number"),
    "email": Say("adresse électronique", "e-mail address"),
    "iban": Say("IBAN", "IBAN"),
    "nir": Say("numéro de sécurité sociale", "social security number"),
    "address": Say("adresse", "address"),
    "plate": Say("plaque d’immatriculation", "licence plate"),
    "name": Say("nom", "name"),
}
SAYS = {
    "phone": Say("Ce numéro de téléphone sera visible de tous.", "Everyone will see this phone number."),
    "email": Say("Cette adresse électronique sera visible de tous.", "Everyone will see this e-mail address."),
    "iban": Say("Ces coordonnées bancaires seraient visibles de tous.", "Everyone would see these bank details."),
    "nir": Say(
        "Ce numéro de sécurité sociale serait visible de tous.", "Everyone would see this social security number."
    ),
    "address": Say("Cette adresse peut être celle d’une personne.", "This may be where a person lives."),
    "plate": Say("Cette plaque d’immatriculation désigne une personne.", "This licence plate points at a person."),
    "name": Say("Cette personne est nommée.", "This person is named."),
}
SUGGESTIONS = {
    "phone": Say("Retirez-le, ou poursuivez l’échange en message privé.", "Remove it, or go on in a private message."),
    "email": Say(
        "Retirez-la, ou donnez l’adresse publique de votre service.",
        "Remove it, or give the public address of your office.",
    ),
    "iban": Say("Retirez-les et demandez-les par un canal privé.", "Remove them and ask for them in private."),
    "nir": Say("Retirez-le : il ne doit jamais être publié.", "Remove it: it must never be published."),
    "address": Say(
        "Si c’est un domicile, retirez-la ou ne gardez que le quartier.",
        "If someone lives there, remove it or name only the district.",
    ),
    "plate": Say("Retirez-la, ou masquez-la sur l’image.", "Remove it, or blur it in the picture."),
    "name": Say(
        "Si elle n’est ni élue ni porte-parole, retirez son nom ou demandez-lui son accord.",
        "Unless they hold office or speak for the house, remove the name or ask for their consent.",
    ),
}
