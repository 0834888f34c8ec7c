"""How fast the engine is, beside a bare Celery chain: ``python -m tests.bench``."""
