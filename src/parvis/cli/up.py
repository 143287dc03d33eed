"""`parvis up`: brings the data up to date, starts the children, prints the address, and keeps everything running."""

import argparse
import asyncio
import os
import signal
import socket
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

from parvis.config import environment

CHILDREN = {
    "web": ["web"],
    "worker": ["work", "--crew", "work"],
    "listeners": ["work", "--crew", "listen", "--threads", "4"],
}
PATIENCE = 4.0


def main(argv: list[str]) -> int:
    """Runs until Ctrl-C; returns 1 if its address is taken or the data could not be brought up to date."""
    argparse.ArgumentParser(prog="parvis up", description=__doc__).parse_args(argv)
    return start()


def start(sign_in: str = "") -> int:
    """Starts the house; `sign_in` is the sentence printed under the address."""
    try:
        house = environment.read()
    except environment.BadEnvironment as bad:
        sys.exit(f"parvis: {bad}")
    return asyncio.run(_keep_up(house, sign_in))


async def _keep_up(house: environment.Environment, sign_in: str) -> int:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    if trouble := await _place_taken(house, over):
        print(f"parvis: {trouble}", file=sys.stderr, flush=True)
        return 1
    if await _prepare_data(over) != 0:
        return 0 if over.is_set() else 1
    keepers = [asyncio.create_task(_keep(name, words, over)) for name, words in CHILDREN.items()]
    announcing = asyncio.create_task(_announce(house, sign_in, over))
    await over.wait()
    announcing.cancel()
    await asyncio.gather(*keepers)
    return 0


async def _place_taken(house: environment.Environment, over: asyncio.Event) -> str:
    """Why pages cannot answer at their address; empty when they can. One that ends just now is waited for."""
    for _try in range(5):
        try:
            _try_place(house)
        except OSError as error:
            trouble = error.strerror or str(error)
            await _pause(over, 0.5)
        else:
            return ""
    return (
        f"pages cannot answer on {house.host}, port {house.port}: {trouble}. Does Parvis or another program run there "
        "already? End it, or set PARVIS_PORT to another port. Nothing was started."
    )


def _try_place(house: environment.Environment) -> None:
    family, kind, _, _, address = socket.getaddrinfo(house.host, house.port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)


async def _prepare_data(over: asyncio.Event) -> int:
    """The supervisor itself stays small: Django is loaded only in children."""
    child = await _spawn("parvis.cli.prepare_data")
    return await _until(child, over)


async def _keep(name: str, words: list[str], over: asyncio.Event) -> None:
    """Starts a child again whenever it ends, with growing pauses while it ends at once."""
    pause = 0.5
    while not over.is_set():
        began = time.monotonic()
        child = await _spawn("parvis", *words)
        await _until(child, over)
        if over.is_set():
            return
        pause = 0.5 if time.monotonic() - began > 20 else min(pause * 2, 30)
        if child.returncode:
            print(f"parvis: {name} ended ({child.returncode}); starting it again", file=sys.stderr, flush=True)
        await _pause(over, pause)


# Threads of glibc share two heaps: some ten megabytes less in all (man mallopt, M_ARENA_MAX).
LEAN = {"MALLOC_ARENA_MAX": "2"}


async def _spawn(*words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *words,
        env={**LEAN, **os.environ, "PARVIS_PARENT": str(os.getpid())},
        start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then ends the children in order
    )


async def _until(child: asyncio.subprocess.Process, over: asyncio.Event) -> int:
    """Waits until the child ends, or ends it when all is over; returns its status."""
    ended = asyncio.create_task(child.wait())
    stopping = asyncio.create_task(over.wait())
    await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if over.is_set():
        await _end(child, ended)
    return await ended


async def _end(child: asyncio.subprocess.Process, ended: "asyncio.Task[int]") -> None:
    if child.returncode is None:
        child.terminate()
    done, _ = await asyncio.wait({ended}, timeout=PATIENCE)
    if not done:
        child.kill()
        await ended


async def _pause(over: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return


async def _announce(house: environment.Environment, sign_in: str, over: asyncio.Event) -> None:
    while not over.is_set() and not await asyncio.to_thread(_answers, house):
        await _pause(over, 0.2)
    if over.is_set():
        return
    print(
        f"\n  Parvis → {house.public_url}/\n  {sign_in or first_words(house)}\n  Ctrl-C stops everything.\n", flush=True
    )


def first_words(house: environment.Environment) -> str:
    """How to sign in, for whoever reads the terminal."""
    code = "" if house.is_private else f"\n  Code : {house.setup_code}"
    return (
        "La première visite crée votre organisation ; ensuite, connectez-vous avec votre adresse électronique.\n"
        "  The first visit sets up your organisation; later, sign in with your e-mail address."
        f"{code}"
    )


def _answers(house: environment.Environment) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(house.host, house.host)
    place = f"[{host}]" if ":" in host else host
    try:
        with urlopen(f"http://{place}:{house.port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
