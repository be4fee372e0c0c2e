"""The figures of packs, worked out a second time in SQL.

    python3 plain_layout.py FIRM SITE AS_OF

Reads each client's exports in the plain layout (customers, invoices, payments) into DuckDB, computes the pack's data
files and key figures from the definitions, and compares them cell by cell with SITE/<client>/data/*.csv and
report.json. Shares no code with the program. Prints every cell that differs; exits with 1 where one does.
"""

import csv
import datetime
import json
import pathlib
import sys

import duckdb

LEDGER = r"""
create or replace macro cents(t) as
  cast(round(100 * cast(replace(replace(replace(t, ',', ''), '(', '-'), ')', '') as decimal(18, 2))) as bigint);
create or replace macro day(t) as
  cast(coalesce(try_strptime(t, '%Y-%m-%d'), try_strptime(t, '%d/%m/%Y')) as date);
-- The day n months before d, where a month end stays a month end.
create or replace macro before(d, n) as
  case when d = last_day(d) then last_day(cast(d - to_months(n) as date)) else cast(d - to_months(n) as date) end;

create or replace table customer as
  select customer_id as id, trim(name) as name from read_csv('{exports}/customers.csv', all_varchar = true);
create or replace table document as
  select invoice_id as id, customer_id as customer, type, day(issue_date) as date, day(due_date) as due,
         cents(net) as net, cents(total) as total, applies_to
  from read_csv('{exports}/invoices.csv', all_varchar = true) where day(issue_date) <= date '{as_of}';
create or replace table invoice as select * from document where type = 'invoice';
create or replace table settlement as
  select i.id as invoice, i.customer, i.date as issued, i.due, greatest(x.date, i.date) as date, x.date as paid,
         x.amount, x.is_payment
  from (select invoice_id as invoice, day(date) as date, cents(amount) as amount, true as is_payment
          from read_csv('{exports}/payments.csv', all_varchar = true) where day(date) <= date '{as_of}'
        union all
        select applies_to, date, -total, false from document where type = 'credit_note') x
  join invoice i on i.id = x.invoice;
create or replace table state as
  select i.*, i.total - coalesce(s.amount, 0) as open, s.last_settled, s.last_paid, coalesce(s.credited, 0) as credited
  from invoice i left join (
    select invoice, sum(amount) as amount, max(date) as last_settled, max(paid) filter (is_payment) as last_paid,
      sum(amount) filter (not is_payment) as credited
    from settlement group by invoice) s on s.invoice = i.id;
"""

HISTORY_START = "select date_trunc('month', min(date))::date from document"

CUSTOMERS = """
with ttm as (select before(date '{as_of}', 12) as start, date '{as_of}' as stop),
sales as (
  select customer, sum(net) as ltv,
    coalesce(sum(net) filter (date > ttm.start), 0) as ttm_sales,
    coalesce(sum(net) filter (date <= ttm.start and date > before(date '{as_of}', 24)), 0) as prev_ttm_sales,
    min(date) filter (net > 0) as first_sale, max(date) filter (net > 0) as most_recent_sale
  from document, ttm group by customer),
bought as (select customer, count(*) as purchases from state where credited < total group by customer),
paid as (
  select customer, sum(amount * greatest(paid - issued, 0)) / sum(amount) as days_to_pay,
    sum(amount * (paid - due)) / sum(amount) as days_beyond_terms_paid
  from settlement, ttm where is_payment and paid > ttm.start group by customer),
closed as (
  select customer, avg(greatest(last_paid - date, 0)) as days_to_pay_simple
  from state, ttm where open <= 0 and last_paid = last_settled and last_settled > ttm.start group by customer),
owed as (
  select customer, sum(open) as open_balance, sum(open) filter (due < date '{as_of}') as overdue_balance,
    sum(open * (date '{as_of}' - due)) filter (due < date '{as_of}' and open > 0)
      / sum(open) filter (due < date '{as_of}' and open > 0) as days_beyond_terms_open
  from state group by customer)
select c.id as customer_id, coalesce(ltv, 0) as ltv, coalesce(purchases, 0) as purchases,
  coalesce(ttm_sales, 0) as ttm_sales, coalesce(prev_ttm_sales, 0) as prev_ttm_sales, first_sale, most_recent_sale,
  days_to_pay, days_to_pay_simple, days_beyond_terms_paid, days_beyond_terms_open,
  coalesce(open_balance, 0) as open_balance, coalesce(overdue_balance, 0) as overdue_balance
from customer c left join sales on sales.customer = c.id left join bought on bought.customer = c.id
  left join paid on paid.customer = c.id left join closed on closed.customer = c.id
  left join owed on owed.customer = c.id
"""

BRIDGE = """
with per as (
  select customer,
    coalesce(sum(net) filter (date > date '{p0}' and date <= date '{p1}'), 0) as p,
    coalesce(sum(net) filter (date > date '{p1}' and date <= date '{p2}'), 0) as c,
    coalesce(bool_or(net > 0 and date <= date '{p1}'), false) as had
  from document group by customer),
classed as (
  select *, least(c, 0) - least(p, 0) as correction,
    case when p <= 0 and c > 0 and not had then 'new' when p <= 0 and c > 0 then 'reactivation'
         when p > 0 and c > p then 'expansion' when p > 0 and c <= 0 then 'churn'
         when p > 0 and c < p then 'contraction' end as class
  from per)
select sum(p) as opening_revenue, coalesce(sum(p) filter (p > 0), 0) as retention_base,
  coalesce(sum(c - p) filter (class = 'expansion'), 0) as expansion,
  coalesce(sum(p - c) filter (class = 'contraction'), 0) as contraction,
  coalesce(sum(p) filter (class = 'churn'), 0) as churn,
  coalesce(sum(c) filter (class = 'reactivation'), 0) as reactivation,
  coalesce(sum(c) filter (class = 'new'), 0) as new, sum(correction) as corrections, sum(c) as closing_revenue,
  sum(greatest(c, 0)) filter (p > 0) / (sum(p) filter (p > 0)) as net_revenue_retention,
  sum(least(greatest(c, 0), p)) filter (p > 0) / (sum(p) filter (p > 0)) as gross_revenue_retention,
  count(*) filter (p > 0 and c > 0) / count(*) filter (p > 0) as customer_retention
from classed
"""

AGING = """
select customer as customer_id,
  coalesce(sum(open) filter (late <= 0), 0) as not_due, coalesce(sum(open) filter (late between 1 and 30), 0) as d30,
  coalesce(sum(open) filter (late between 31 and 60), 0) as d60,
  coalesce(sum(open) filter (late between 61 and 90), 0) as d90, coalesce(sum(open) filter (late > 90), 0) as older
from (select customer, open, date '{as_of}' - due as late from state) group by customer
"""

MONEY = {"ltv", "ttm_sales", "prev_ttm_sales", "open_balance", "overdue_balance", "opening_revenue", "retention_base",
         "expansion", "contraction", "churn", "reactivation", "new", "corrections", "closing_revenue", "not_due",
         "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_91_and_more"}
RATIOS = {"net_revenue_retention", "gross_revenue_retention", "customer_retention"}


def month_end(date, months):
    """The end of the month so many months after that of `date`."""
    months += date.year * 12 + date.month
    return datetime.date(months // 12, months % 12 + 1, 1) - datetime.timedelta(days=1)


class Client:
    """One client's exports in DuckDB beside its pack."""

    def __init__(self, exports, pack, as_of):
        self.pack, self.as_of = pack, as_of
        self.cells, self.wrong = 0, []
        self.db = duckdb.connect()
        self.db.execute("set threads = 1")
        self.db.execute(LEDGER.format(exports=exports, as_of=as_of))
        self.start = self.one(HISTORY_START)

    def rows(self, sql):
        cursor = self.db.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def one(self, sql):
        return self.db.execute(sql).fetchone()[0]

    def data(self, table):
        with open(self.pack / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def cell(self, where, column, expected, seen):
        """Compares one cell: money to the cent, ratios to six decimals, days to four."""
        self.cells += 1
        if expected is None:
            same = seen in ("", None)
        elif column in MONEY:
            same = seen not in ("", None) and round(float(seen) * 100) == expected
        elif isinstance(expected, float):
            same = seen not in ("", None) and abs(float(seen) - expected) <= (6e-7 if column in RATIOS else 6e-5)
        else:
            same = seen == str(expected)
        if not same:
            shown = expected / 100 if column in MONEY and expected is not None else expected
            self.wrong.append(f"{where} {column}: pack {seen!r}, SQL {shown!r}")

    def bridge(self, p0, p1, p2):
        row = self.rows(BRIDGE.format(p0=p0, p1=p1, p2=p2))[0]
        return {k: None if v is None else float(v) if k in RATIOS else int(v) for k, v in row.items()}

    def compare_customers(self):
        expected = {row["customer_id"]: row for row in self.rows(CUSTOMERS.format(as_of=self.as_of))}
        seen = {row["customer_id"]: row for row in self.data("customers")}
        assert seen.keys() == expected.keys(), "the customers are others"
        has_previous_year = self.start <= month_end(self.as_of, -24) + datetime.timedelta(days=1)
        for key, row in expected.items():
            for column, value in row.items():
                if column == "prev_ttm_sales" and not has_previous_year:
                    value = None
                self.cell(f"customers {key}", column, value, seen[key][column])

    def compare_retention(self):
        last = self.as_of if self.as_of == month_end(self.as_of, 0) else month_end(self.as_of, -1)
        ends = [month_end(last, -back) for back in reversed(range(36))]
        ends = [end for end in ends if month_end(end, -24) + datetime.timedelta(days=1) >= self.start]
        seen = self.data("retention")
        assert [row["month_end"] for row in seen] == [str(end) for end in ends], "the month ends are others"
        for row, end in zip(seen, ends):
            for column, value in self.bridge(month_end(end, -24), month_end(end, -12), end).items():
                self.cell(f"retention {end}", column, value, row[column])

    def compare_years(self):
        for row in self.data("retention_years"):
            year = int(row["fiscal_year"])
            ends = [datetime.date(y, 12, 31) for y in (year - 2, year - 1, year)]
            for column, value in self.bridge(*ends).items():
                self.cell(f"retention_years {year}", column, value, row[column])

    def compare_aging(self):
        columns = ["not_due", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_91_and_more"]
        seen = {row["customer_id"]: row for row in self.data("aging")}
        for row in self.rows(AGING.format(as_of=self.as_of)):
            buckets = [int(v) for v in list(row.values())[1:]]
            shown = seen.get(row["customer_id"])
            if shown is None:
                self.cell(f"aging {row['customer_id']}", "open_balance", 0, str(sum(map(abs, buckets))))
                continue
            for column, value in zip(columns, buckets):
                self.cell(f"aging {row['customer_id']}", column, value, shown[column])

    def compare_figures(self):
        figures = json.loads((self.pack / "report.json").read_text(encoding="utf-8"))["figures"]
        sales = sorted((row["ttm_sales"] for row in self.rows(CUSTOMERS.format(as_of=self.as_of))), reverse=True)
        positive = [amount for amount in sales if amount > 0]
        whole = sum(positive)
        ttm = f"date > before(date '{self.as_of}', 12)"
        expected = {
            "net_revenue_total": self.one("select sum(net) from document") / 100,
            "net_revenue_ttm": sum(sales) / 100,
            "top_1_share": positive[0] / whole,
            "top_10_share": sum(positive[:10]) / whole,
            "herfindahl_hirschman_index": sum((100 * amount / whole) ** 2 for amount in positive),
            "open_balance": self.one("select sum(open) from state") / 100,
            "overdue_balance": self.one(f"select sum(open) from state where due < date '{self.as_of}'") / 100,
            "days_to_pay": self.one(f"select sum(amount * greatest(paid - issued, 0)) / sum(amount) from settlement "
                                    f"where is_payment and paid > before(date '{self.as_of}', 12)"),
            "days_beyond_terms_paid": self.one(f"select sum(amount * (paid - due)) / sum(amount) from settlement "
                                               f"where is_payment and paid > before(date '{self.as_of}', 12)"),
            "days_beyond_terms_open": self.one(
                f"select sum(open * (date '{self.as_of}' - due)) / sum(open) from state "
                f"where due < date '{self.as_of}' and open > 0"),
            "average_basket": round(sum(sales) / self.one(
                f"select count(*) from state where credited < total and {ttm}")) / 100,
        }
        for figure, value in expected.items():
            seen = figures[figure]["value"]
            self.cells += 1
            if seen is None or abs(seen - float(value)) > 6e-5:
                self.wrong.append(f"figure {figure}: pack {seen!r}, SQL {value!r}")

    def compare(self):
        self.compare_customers()
        self.compare_retention()
        self.compare_years()
        self.compare_aging()
        self.compare_figures()
        return self.cells, self.wrong


def main():
    firm, site, as_of = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), datetime.date.fromisoformat(sys.argv[3])
    cells, wrong = 0, []
    for folder in sorted((firm / "clients").iterdir()):
        more, differing = Client(folder / "exports", site / folder.name, as_of).compare()
        cells += more
        wrong += [f"{folder.name}: {line}" for line in differing]
    print("\n".join(wrong[:50]))
    print(f"{cells} cells compared, {len(wrong)} differ")
    sys.exit(1 if wrong or cells == 0 else 0)


if __name__ == "__main__":
    main()
