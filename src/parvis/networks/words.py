"""The sentences that every network shares. Each says what happened, that nothing is lost, and what comes next."""

from parvis.say import Say


def unreachable(host: str) -> Say:
    return Say(
        f"Le serveur {host} ne répond pas. Rien n’est parti et rien n’est perdu : Parvis réessaiera.",
        f"The server {host} does not answer. Nothing went out and nothing is lost: Parvis will try again.",
    )


def not_live(host: str) -> Say:
    return Say(
        f"Le serveur {host} ne propose pas le suivi en direct. Rien n’est perdu : Parvis le relève régulièrement.",
        f"The server {host} cannot be followed live. Nothing is lost: it is read at intervals.",
    )


def line_refused(host: str) -> Say:
    return Say(
        f"Le serveur {host} refuse le suivi en direct à cet accès. Rien n’est perdu : Parvis le relève régulièrement.",
        f"The server {host} does not let this login follow it live. Nothing is lost: it is read at intervals.",
    )


def line_broken(host: str) -> Say:
    return Say(
        f"Le suivi en direct avec {host} est interrompu. Rien n’est perdu : Parvis le rouvre de lui-même.",
        f"Following {host} live is interrupted. Nothing is lost: Parvis takes it up again by itself.",
    )


def troubled(host: str) -> Say:
    return Say(
        f"Le serveur {host} signale une panne de son côté. Rien n’est perdu : Parvis réessaiera.",
        f"The server {host} reports a fault on its side. Nothing is lost: Parvis will try again.",
    )


def too_fast(host: str) -> Say:
    return Say(
        f"{host} demande de ralentir. Rien n’est perdu : Parvis réessaiera dès que ce sera permis.",
        f"{host} asks us to slow down. Nothing is lost: Parvis will try again as soon as it is allowed.",
    )


def maybe_sent(host: str) -> Say:
    return Say(
        f"La réponse de {host} s’est perdue : l’envoi est peut-être parti. Parvis vérifie sur place avant toute chose.",
        f"The answer of {host} was lost: this may have gone out. Parvis looks there before doing anything else.",
    )


def not_public(host: str) -> Say:
    return Say(
        f"L’adresse {host} n’est pas celle d’un site public. Vérifiez l’adresse : Parvis ne lit que le Web public.",
        f"The address {host} is not that of a public site. Check the address: Parvis only reads the public Web.",
    )


def needs_https(host: str) -> Say:
    return Say(
        f"La connexion à {host} n’est pas chiffrée. Donnez l’adresse qui commence par https:// : "
        "le mot de passe ne part pas en clair.",
        f"The connection to {host} is not encrypted. Give the address that starts with https://: "
        "the password is not sent in the clear.",
    )


def too_big(host: str) -> Say:
    return Say(
        f"Ce que renvoie {host} est trop volumineux. Vérifiez l’adresse, ou choisissez-en une autre.",
        f"What {host} returns is too large. Check the address, or choose another one.",
    )


def moved(host: str) -> Say:
    return Say(
        f"Le serveur {host} a changé d’adresse. Rien n’est parti : reconnectez le compte avec la nouvelle adresse.",
        f"The server {host} has moved. Nothing went out: connect the account again with its new address.",
    )


def redirected_too_often(host: str) -> Say:
    return Say(
        f"{host} renvoie sans fin d’une adresse à l’autre. Vérifiez l’adresse, ou choisissez-en une autre.",
        f"{host} redirects endlessly from one address to another. Check the address, or choose another one.",
    )


def bad_address(address: str) -> Say:
    return Say(
        f"« {address} » n’est pas une adresse Web. Donnez une adresse complète, comme https://exemple.fr/.",
        f"“{address}” is not a Web address. Give a full address, such as https://example.org/.",
    )


def reconnect(host: str) -> Say:
    return Say(
        f"{host} n’accepte plus cette connexion. Rien n’est perdu : reconnectez le compte, l’envoi reprendra.",
        f"{host} no longer accepts this login. Nothing is lost: connect the account again, sending will go on.",
    )


def not_allowed(host: str) -> Say:
    return Say(
        f"{host} refuse cette action au compte connecté. Rien n’est parti : demandez ce droit à l’administrateur du "
        "site, ou connectez un compte qui l’a.",
        f"{host} does not let the connected account do this. Nothing went out: ask the site’s administrator for that "
        "right, or connect an account that has it.",
    )


def renewed_meanwhile(name: str) -> Say:
    return Say(
        f"L’accès de « {name} » vient d’être renouvelé. Rien n’est parti, rien n’est perdu : Parvis réessaie aussitôt.",
        f"The login of “{name}” has just been renewed. Nothing went out, nothing is lost: Parvis tries again at once.",
    )


def gone(host: str) -> Say:
    return Say(
        f"Ce contenu n’existe plus sur {host}. Il n’y a plus rien à faire là-bas : classez l’échange ou choisissez une "
        "autre publication.",
        f"This item no longer exists on {host}. There is nothing left to do there: close the conversation or choose "
        "another item.",
    )


PASSED_OVER = Say(
    "Tout n’a pas pu être lu ici : un message au moins a une forme que Parvis ne connaît pas, ou il y en avait trop à "
    "la fois. Les autres sont arrivés. Regardez sur place ce qui manque.",
    "Not everything could be read here: at least one message has a form that Parvis does not know, or there were too "
    "many at once. The others have arrived. Look there for what is missing.",
)


def not_found_again(host: str) -> Say:
    return Say(
        f"{host} ne permet pas de retrouver ce contenu : Parvis ne sait pas s’il y est encore. Rien n’a changé "
        "là-bas : ouvrez le compte, et retirez-le vous-même s’il y est.",
        f"{host} gives no way to find this item again: Parvis does not know whether it is still there. Nothing changed "
        "there: open the account, and remove it yourself if it is.",
    )


def refused(host: str, words: str = "") -> Say:
    """`words`: the network's own reason, shown as it is."""
    fr, en = (f" : « {words} »", f": “{words}”") if words else ("", "")
    return Say(
        f"{host} refuse ce contenu{fr}. Rien n’est parti : corrigez le texte ou les images, puis renvoyez.",
        f"{host} refuses this content{en}. Nothing went out: change the text or the pictures, then send again.",
    )


def not_understood(host: str) -> Say:
    return Say(
        f"{host} a répondu d’une façon que Parvis ne connaît pas. Rien n’est supposé fait : prévenez l’administrateur, "
        "le journal garde la réponse.",
        f"{host} answered in a way that Parvis does not know. Nothing is taken as done: tell the administrator, "
        "the log keeps the answer.",
    )


def too_long(network: str, length: int, limit: int) -> Say:
    return Say(
        f"Ce texte est trop long pour {network} : {length} signes pour {limit} permis. Rien n’est parti : "
        "raccourcissez-le, puis renvoyez.",
        f"This text is too long for {network}: {length} characters where {limit} are allowed. Nothing went out: "
        "shorten it, then send again.",
    )


def too_many_pictures(network: str, limit: int) -> Say:
    return Say(
        f"{network} accepte {limit} images au plus. Rien n’est parti : retirez des images, puis renvoyez.",
        f"{network} takes {limit} pictures at most. Nothing went out: remove some, then send again.",
    )


def needs_public_picture(network: str) -> Say:
    return Say(
        f"{network} va chercher les fichiers à une adresse publique, et votre Parvis n’en a pas. Rien n’est parti : "
        f"faites "
        "répondre Parvis en https sur le Web, ou publiez à la main.",
        f"{network} fetches pictures from a public address, and your Parvis has none. Nothing went out: let Parvis "
        f"answer "
        "by https on the Web, or post by hand.",
    )


def needs_picture(network: str) -> Say:
    return Say(
        f"{network} ne publie pas de texte sans image. Rien n’est parti : ajoutez une image, puis renvoyez.",
        f"{network} does not publish text without a picture. Nothing went out: add a picture, then send again.",
    )


def picture_failed(network: str) -> Say:
    return Say(
        f"{network} n’a pas pu traiter l’image. Rien n’est parti : choisissez un fichier JPEG, puis renvoyez.",
        f"{network} could not process the picture. Nothing went out: choose a JPEG file, then send again.",
    )


def video_failed(network: str) -> Say:
    return Say(
        f"{network} n’a pas pu traiter la vidéo. Rien n’est parti : choisissez un fichier MP4 (H.264, son AAC), puis "
        "renvoyez.",
        f"{network} could not process the video. Nothing went out: choose an MP4 file (H.264, AAC sound), then send "
        "again.",
    )


def one_video(network: str) -> Say:
    return Say(
        f"{network} prend une vidéo seule, sans image à côté. Rien n’est parti : retirez les autres fichiers, puis "
        "renvoyez.",
        f"{network} takes one video alone, with no picture beside it. Nothing went out: remove the other files, then "
        "send again.",
    )


def video_too_long(network: str, seconds: int) -> Say:
    fr, en = lasting(seconds)
    return Say(
        f"{network} prend une vidéo de {fr} au plus. Rien n’est parti : raccourcissez-la, puis renvoyez.",
        f"{network} takes a video of {en} at most. Nothing went out: shorten it, then send again.",
    )


def video_too_short(network: str, seconds: int) -> Say:
    fr, en = lasting(seconds)
    return Say(
        f"{network} prend une vidéo de {fr} au moins. Rien n’est parti : choisissez-en une plus longue.",
        f"{network} takes a video of {en} at least. Nothing went out: choose a longer one.",
    )


def lasting(seconds: int) -> Say:
    """A duration, in minutes where they are whole."""
    if seconds % 60:
        return Say(f"{seconds} s", f"{seconds} s")
    return Say(f"{seconds // 60} min", f"{seconds // 60} min")


def takes_no_answers(network: str) -> Say:
    return Say(
        f"L’API de {network} ne permet pas de répondre. Rien n’est parti : répondez dans {network}, puis classez "
        "l’échange.",
        f"The API of {network} has no answers. Nothing went out: answer in {network}, then close the conversation.",
    )


def pictures_only(network: str) -> Say:
    return Say(
        f"{network} ne prend ici que des images. Rien n’est parti : retirez le fichier, puis renvoyez.",
        f"{network} takes only pictures here. Nothing went out: remove the file, then send again.",
    )


def no_files(network: str) -> Say:
    return Say(
        f"{network} ne prend ici que du texte. Rien n’est parti : retirez les images, puis renvoyez.",
        f"{network} takes only text here. Nothing went out: remove the pictures, then send again.",
    )


def file_too_big(network: str, name: str, limit: int) -> Say:
    """`limit` in bytes."""
    return Say(
        f"Le fichier « {name} » est trop lourd pour {network}, qui prend {limit / 1e6:g} Mo au plus. "
        "Rien n’est parti : choisissez un fichier plus léger.",
        f"The file “{name}” is too large for {network}, which takes {limit / 1e6:g} MB at most. Nothing went out: "
        "choose a smaller file.",
    )


def needs_place(network: str, place: Say) -> Say:
    """`place`: what is missing, with its article."""
    return Say(
        f"{network} ne sait pas où publier : il manque {place.fr}. Rien n’est parti : changez les accès du canal.",
        f"{network} does not know where to publish: {place.en} is missing. Nothing went out: change the login of the "
        "channel.",
    )
