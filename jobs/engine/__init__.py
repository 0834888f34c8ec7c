"""The durable execution engine.

PostgreSQL is the truth and the broker only a doorbell: messages carry ids, one statement claims a phase, one
commits it with its events and what comes next, and only a commit sends the next message.
"""
