"""`parvis rotate-key`: encrypts every login with the newest key of PARVIS_LOGIN_KEYS (newest first)."""

import argparse
import sys

from parvis.cli.house import open_house, quiet_errors


def main(argv: list[str]) -> int:
    """Says how many logins were encrypted anew; 1 when some could not be read, and stay as they are."""
    argparse.ArgumentParser(prog="parvis rotate-key", description=__doc__).parse_args(argv)
    open_house()
    from parvis.channels.models import Channel
    from parvis.core.secret import Unreadable
    from parvis.listen.models import Subscription

    with quiet_errors():
        channels = list(Channel.objects.all())
    for hub in Subscription.objects.all():
        if isinstance(hub.secret, Unreadable):
            hub.delete()  # the next reading of its feed asks anew
        else:
            hub.save(update_fields=["secret"])
    locked = [channel for channel in channels if isinstance(channel.secrets, Unreadable)]
    for channel in channels:
        channel.save(update_fields=["secrets"])
    print(f"{len(channels) - len(locked)} logins")
    for channel in locked:
        print(f"parvis: no key decrypts the login of {channel.name}: it stays as it is.", file=sys.stderr)
    return 1 if locked else 0
