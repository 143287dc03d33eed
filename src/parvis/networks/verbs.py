"""What a network can do, in words."""

from parvis.networks.base import Can
from parvis.say import Say

VERBS: dict[Can, Say] = {
    Can.CONNECT: Say("connecter", "connect"),
    Can.LISTEN: Say("lire ce qui est adressé", "read what is addressed"),
    Can.SEARCH: Say("chercher", "search"),
    Can.FOLLOW: Say("suivre", "follow"),
    Can.PUBLISH: Say("publier", "publish"),
    Can.REPLY: Say("répondre", "reply"),
    Can.CORRECT: Say("corriger", "correct"),
    Can.WITHDRAW: Say("retirer", "withdraw"),
    Can.COUNT: Say("compter", "count"),
    Can.MODERATE: Say("modérer", "moderate"),
    Can.LOOK_UP: Say("trouver un compte", "look an account up"),
}
