"""Load, from a process of its own: ``python -m tests.bench.load PORT PATH TOKEN CONNECTIONS SECONDS``."""

import http.client
import json
import sys
import threading
import time


def load(*, port: int, path: str, token: str, connections: int, seconds: float) -> dict[str, float]:
    """Ask for a path over kept connections, as fast as the answers come; what fails is counted."""
    latencies: list[float] = []
    failures: list[object] = []
    end = time.monotonic() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
                response = connection.getresponse()
                response.read()
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                failures.append(error)
                continue
            if response.status == 200:
                latencies.append(time.perf_counter() - began)
            else:
                failures.append(response.status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - began
    latencies.sort()
    return {
        "requests": len(latencies),
        "failures": len(failures),
        "per_second": len(latencies) / elapsed,
        "p50_ms": 1000 * latencies[len(latencies) // 2] if latencies else 0.0,
    }


if __name__ == "__main__":
    port, path, token, connections, seconds = sys.argv[1:]
    figures = load(
        port=int(port), path=path, token=token, connections=int(connections), seconds=float(seconds)
    )
    print(json.dumps(figures))
