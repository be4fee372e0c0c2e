"""The figures of packs, worked out a second time in SQL.

    python3 plain_layout.py FIRM SITE AS_OF

Reads each client's exports in the plain layout (customers, invoices, payments) into DuckDB, computes the pack's data
files and key figures from the definitions, and compares them cell by cell with SITE/<client>/data/*.csv and
report.json. Shares no code with the program. Prints every cell that differs; exits with 1 where one does.
"""

import datetime
import pathlib
import sys

sys.dont_write_bytecode = True

import cohorts
import figures
import payment
import receivables
import retention
import sales
import scores
import shocks
from client import Client

MOST_LINES = 60


def compare(client):
    """All subjects; those that others look into first."""
    payment.prepare(client)
    for subject in (sales, scores, retention, cohorts, payment, receivables, shocks, figures):
        subject.compare(client)


def main():
    firm, site, as_of = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), datetime.date.fromisoformat(sys.argv[3])
    cells, wrong = 0, []
    for folder in sorted((firm / "clients").iterdir()):
        client = Client(folder / "exports", site / folder.name, as_of)
        compare(client)
        cells += client.cells
        wrong += [f"{folder.name}: {line}" for line in client.wrong]
    print("\n".join(wrong[:MOST_LINES]))
    print(f"{cells} cells compared, {len(wrong)} differ")
    sys.exit(1 if wrong or cells == 0 else 0)


if __name__ == "__main__":
    main()
