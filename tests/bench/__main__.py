"""Measure the engine beside a bare Celery chain: throughput, latency, round trips, in rounds."""

import argparse
import sys

from tests.stack import REPOSITORY, embedded_servers

RESULTS = REPOSITORY / "docs" / "benchmarks.md"


def main() -> int:
    """Run the rounds, print the table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=300, help="queued before each drain")
    parser.add_argument("--single", type=int, default=40, help="one after another, for the latency")
    parser.add_argument("--write", action="store_true", help=f"put the table into {RESULTS.name}")
    options = parser.parse_args()
    with embedded_servers() as servers:
        from tests.bench.measure import count_statements, measure, somebody_with_a_graph
        from tests.bench.report import missed_goals, table, write

        asker = somebody_with_a_graph()
        samples = measure(asker, rounds=options.rounds, runs=options.runs, single=options.single)
        statements = {scenario: count_statements(scenario, asker, servers.postgres) for scenario in samples}
        text = table(samples, statements)
        print(f"\n{text}")
        if options.write:
            write(RESULTS, text)
        missed = missed_goals(samples)
    for goal in missed:
        print(f"MISSED: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
