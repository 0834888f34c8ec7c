"""Celery as a doorbell: ids in messages, truth in PostgreSQL. The reasons stand in docs/engine.md."""

from datetime import timedelta

from platform_project.settings.base import ENV, REDIS_URL

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# One attempt, at once: recovery sends again what could not be sent.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "priority",
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
# Never a queue of the engine's: recovery reads in those how old the oldest message is.
CELERY_TASK_DEFAULT_QUEUE = "beat"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_SEND_SENT_EVENT = False
CELERY_WORKER_SEND_TASK_EVENTS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# Celery closes Django's connections around every task unless told how often to reuse them.
CELERY_DB_REUSE_MAX = 10**9

ENGINE_LEASE = timedelta(seconds=ENV.engine_lease_seconds)
ENGINE_HEARTBEAT = timedelta(seconds=ENV.engine_heartbeat_seconds)
ENGINE_RECOVERY = timedelta(seconds=ENV.engine_recovery_seconds)
ENGINE_GRACE = timedelta(seconds=ENV.engine_grace_seconds)
ENGINE_MAX_ATTEMPTS = ENV.engine_max_attempts
ENGINE_INLINE_BUDGET = timedelta(seconds=ENV.engine_inline_budget_seconds)

# Job types that this process may start and run; all of them when none is named.
JOB_TYPES = ENV.job_types
# A worker that is bound to job types works on their flows alone.
WORKER_FLOWS = [f"jobs.{name}" for name in JOB_TYPES] or None
# How many jobs, and how many runs, a tenant may have under way at once when its own row says nothing.
TENANT_CONCURRENT_JOBS = ENV.tenant_concurrent_jobs
