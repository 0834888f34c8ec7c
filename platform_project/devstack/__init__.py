"""The embedded stack: PostgreSQL, Redis and graph servers from wheels, and the platform's processes.

It serves `make demo`, `make up` and the tests. A deployment does not need it.
"""
