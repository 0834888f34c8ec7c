"""What the processes tell of themselves: metrics, traces, logs. Nobody but the wiring imports it.

Rooms declare their metrics in a ``metrics.py`` of their own, with plain ``prometheus_client``, and open spans
with ``platform_project.http.trace``; here is what makes these readable from outside.
"""
