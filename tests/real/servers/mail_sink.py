"""A real SMTP server on loopback that keeps every mail as NNNN.eml in a folder (aiosmtpd).
Recipients decide the answer: tempfail@… -> 451, reject@… -> 550, anything else is taken.
With --auth USER:PASSWORD it wants AUTH (PLAIN/LOGIN) first."""

import argparse
import asyncio
import itertools
import pathlib
import signal

from aiosmtpd.smtp import SMTP, AuthResult


class Keep:
    def __init__(self, folder):
        self.folder, self.n = pathlib.Path(folder), itertools.count(1)
        self.folder.mkdir(parents=True, exist_ok=True)

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0].lower()
        if local == "tempfail":
            return "451 4.7.1 try again later"
        if local == "reject":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        path = self.folder / f"{next(self.n):04d}.eml"
        part = path.with_suffix(".part")
        part.write_bytes(head.encode() + envelope.original_content)
        part.rename(path)  # a reader never sees half a mail
        return "250 OK kept as " + path.name


async def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--port", type=int, required=True)
    ap.add_argument("--dir", required=True)
    ap.add_argument("--auth")
    a = ap.parse_args()
    user, _, password = (a.auth or "").partition(":")

    def check(server, session, envelope, mechanism, data):
        ok = data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=ok, handled=ok)

    keep = Keep(a.dir)
    extra = {"authenticator": check, "auth_required": True, "auth_require_tls": False} if a.auth else {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keep, enable_SMTPUTF8=True, data_size_limit=26_214_400, hostname="localhost", **extra),
        "127.0.0.1",
        a.port,
    )
    done = asyncio.Event()
    for s in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(s, done.set)
    print(f"listening on 127.0.0.1:{a.port}, mails in {a.dir}", flush=True)
    await done.wait()
    server.close()


asyncio.run(main())
