"""Do every fault to a stack under a mixed load and count what is lost, repeated or left out."""

import argparse
import sys
import time

from tests.stack import embedded_servers

QUICK = {
    "ENGINE_LEASE_SECONDS": "3",
    "ENGINE_HEARTBEAT_SECONDS": "0.5",
    "ENGINE_RECOVERY_SECONDS": "0.3",
    "ENGINE_GRACE_SECONDS": "1",
}


def main() -> int:
    """Run the faults one after another; 1 when one of them did harm."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short leases instead of the default settings")
    parser.add_argument("--only", default="", help="faults whose name contains this; import, export: both")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which imports are killed")
    options = parser.parse_args()
    began = time.monotonic()
    with embedded_servers(**(QUICK if options.quick else {})) as servers:
        from tests.chaos import etl
        from tests.chaos.faults import FAULTS
        from tests.chaos.fleet import Fleet
        from tests.chaos.trial import HEADINGS, Result, backlog, trial

        fleet = Fleet(servers)
        results: list[Result | etl.EtlResult] = []
        print(HEADINGS, flush=True)
        try:
            fleet.start()
            for fault in FAULTS:
                if options.only in fault.name:
                    results.append(trial(fleet, fault))
                    print(results[-1].line(), flush=True)
            if options.only in "backlog":
                results.append(backlog(fleet))
                print(results[-1].line(), flush=True)
            if options.only in ("", "import", "export"):
                print(f"\n{etl.HEADINGS}", flush=True)
                for result in etl.etl_trials(fleet, seed=options.seed):
                    results.append(result)
                    print(result.line(), flush=True)
        finally:
            fleet.stop()
    harmed = [result.fault for result in results if not result.is_harmless]
    print(
        f"{time.monotonic() - began:.0f} s. " + (f"HARM: {', '.join(harmed)}" if harmed else "No harm done.")
    )
    return 1 if harmed else 0


if __name__ == "__main__":
    sys.exit(main())
