"""The recovery process."""

import signal
import threading
from typing import Any

import redis
import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from jobs import liveness
from jobs.engine.recovery import recover_once
from jobs.metrics import timing_pass
from jobs.signals import recovery_started

logger = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Look every second for executions that were lost, and for those that nobody ends."""

    help = "Run the recovery process of the execution engine until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Recover until SIGTERM or SIGINT."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        name = liveness.process_name()
        lifetime = max(liveness.LIFETIME, 5 * settings.ENGINE_RECOVERY)
        recovery_started.send(sender=type(self))
        logger.info("recovery_started", interval=settings.ENGINE_RECOVERY.total_seconds())
        while not stop.wait(settings.ENGINE_RECOVERY.total_seconds()):
            try:
                close_old_connections()
                with timing_pass() as done:
                    done.append(recovered := recover_once(broker))
                if recovered:
                    logger.info("recovered", **vars(recovered))
                liveness.show(liveness.Kind.RECOVERY, name, lifetime=lifetime)
            except (OperationalError, InterfaceError) as error:
                logger.warning("database_lost", error=str(error))
            except Exception:
                # Whatever it is: the next pass must come, or nothing that is lost is found any more.
                logger.exception("recovery_failed")
        liveness.withdraw(liveness.Kind.RECOVERY, name)
