"""The web process: ``python -m platform_project.web``."""

import os

import uvicorn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")


def main() -> None:
    """Serve REST, admin and streams on one port until it is stopped."""
    from platform_project.settings.env import read_environment

    environment = read_environment()
    uvicorn.run(
        "platform_project.asgi:application",
        host=environment.web_host,
        port=environment.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        # Streams are cut when the process stops; their clients come back with their cursor.
        timeout_graceful_shutdown=3,
        server_header=False,
    )


if __name__ == "__main__":
    main()
