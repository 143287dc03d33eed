"""`parvis web`: the pages, served by uvicorn in this one process."""

import argparse

from parvis.cli.child import end_with_parent


def main(argv: list[str]) -> int:
    """Serves until SIGTERM."""
    argparse.ArgumentParser(prog="parvis web", description=__doc__).parse_args(argv)
    end_with_parent()
    import uvicorn

    from parvis.config import environment

    house = environment.read()
    uvicorn.run(
        "parvis.config.asgi:application",
        host=house.host,
        port=house.port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        forwarded_allow_ips=house.proxies,
        timeout_graceful_shutdown=3,
    )
    return 0
