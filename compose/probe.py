"""Ends with status 0 when the web server of this container answers; touches nothing behind it."""

import os
import urllib.request

urllib.request.urlopen(f"http://localhost:{os.environ['PORT']}/v1/health/live", timeout=4)
