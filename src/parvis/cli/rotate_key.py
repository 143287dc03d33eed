"""`parvis rotate-key`: encrypts every login with the newest key of PARVIS_LOGIN_KEYS (newest first)."""

import argparse

from parvis.cli.house import open_house


def main(argv: list[str]) -> int:
    """Says how many logins were encrypted anew."""
    argparse.ArgumentParser(prog="parvis rotate-key", description=__doc__).parse_args(argv)
    open_house()
    from parvis.channels.models import Channel

    channels = list(Channel.objects.all())
    for channel in channels:
        channel.save(update_fields=["secrets"])
    print(f"{len(channels)} logins")
    return 0
