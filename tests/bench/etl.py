"""Measure imports and exports beside the bare driver: ``python -m tests.bench.etl``."""

import argparse
import sys

from tests.stack import REPOSITORY, embedded_servers

RESULTS = REPOSITORY / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, print the tables; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.etl", description=__doc__)
    parser.add_argument("--nodes", type=int, default=200_000, help="and twice as many relationships")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument(
        "--megabytes", type=int, nargs="*", default=[50, 200], help="imports to see memory grow"
    )
    parser.add_argument("--write", action="store_true", help=f"put the tables into {RESULTS.name}")
    options = parser.parse_args()
    with embedded_servers() as servers:
        from tests.bench.etl_measure import Bench
        from tests.bench.etl_report import BEGIN, END, missed_goals, table
        from tests.bench.report import write

        bench = Bench(servers)
        bench.warm_up()
        rounds = [bench.round(options.nodes) for _ in range(options.rounds)]
        sized = [bench.import_of(megabytes * 1_000_000) for megabytes in options.megabytes]
        text = table(rounds, sized)
        print(f"\n{text}")
        if options.write:
            write(RESULTS, text, begin=BEGIN, end=END)
        missed = missed_goals(rounds, sized)
    for goal in missed:
        print(f"MISSED: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
