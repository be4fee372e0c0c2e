"""One client's pack beside its exports, and the comparison of the two, cell by cell."""

import csv
import datetime
import decimal
import json

import ledger


class Client:
    """The exports as a database, the pack as files, and what differs between them."""

    def __init__(self, exports, pack, as_of):
        self.pack, self.as_of = pack, as_of
        self.cells, self.wrong = 0, []
        self.db = ledger.open_ledger(exports, as_of)

    def rows(self, sql):
        """The rows of a query, each by the names of its columns."""
        cursor = self.db.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def data(self, table):
        """The rows of one of the pack's data files."""
        with open(self.pack / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def figures(self):
        """The pack's key figures, by id."""
        return json.loads((self.pack / "report.json").read_text(encoding="utf-8"))["figures"]

    def table(self, table, keys, sql, among=lambda row: True):
        """Compares a data file, or some of its rows, with a query that names its columns as the file does."""
        expected = {tuple(text(row[key]) for key in keys): row for row in self.rows(sql)}
        seen = {tuple(row[key] for key in keys): row for row in self.data(table) if among(row)}
        for key in sorted(expected.keys() ^ seen.keys()):
            self.differs(f"{table} {' '.join(key)}", "row", "there" if key in seen else "absent",
                         "there" if key in expected else "absent")
        for key, row in expected.items():
            for column, value in row.items() if key in seen else ():
                if column not in keys:
                    self.cell(f"{table} {' '.join(key)}", column, value, seen[key][column])

    def cell(self, where, column, expected, seen):
        """Compares a cell of a data file: amounts to the cent, ratios and days to the last decimal that is written."""
        self.cells += 1
        if not same(expected, seen):
            self.differs(where, column, seen, expected)

    def figure(self, figure, expected, seen):
        """Compares a key figure, that has the decimals of its unit."""
        self.cells += 1
        value = None if seen is None else seen["value"]
        if expected is None or value is None:
            alike = expected is None and value is None and seen is not None
        else:
            places = {"ratio": 6, "days": 4, "index": 4, "count": 4}.get(seen["unit"], 2)
            alike = abs(value - float(expected)) <= half_a_digit(places)
        if not alike:
            self.differs("figure", figure, value, expected)

    def differs(self, where, column, seen, expected):
        self.wrong.append(f"{where} {column}: pack {seen!r}, SQL {text(expected)!r}")


def half_a_digit(places):
    """How far a number written with so many decimals may lie from the unrounded one, with room for its own error."""
    return 0.501 * 10.0 ** -places


def text(value):
    """A value as a data file writes it, unrounded."""
    return "" if value is None else "yes" if value is True else "no" if value is False else str(value)


def same(expected, seen):
    """Whether a cell says this. Numbers that are not exact have to have four decimals at least."""
    if expected is None:
        return seen == ""
    if isinstance(expected, decimal.Decimal):
        return seen != "" and decimal.Decimal(seen) == expected
    if isinstance(expected, float):
        places = len(seen.partition(".")[2])
        return places >= 4 and abs(float(seen) - expected) <= half_a_digit(places)
    assert isinstance(expected, (bool, int, str, datetime.date)), expected
    return seen == text(expected)
