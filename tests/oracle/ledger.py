"""One client's exports in DuckDB: documents, settlements, and what was open at the end of each day that tables show."""

import datetime

import duckdb

LEDGER = r"""
create macro amount(t) as
  cast(replace(replace(replace(t, ',', ''), '(', '-'), ')', '') as decimal(18, 2));
create macro day(t) as cast(coalesce(try_strptime(t, '%Y-%m-%d'), try_strptime(t, '%d/%m/%Y')) as date);
create macro quarter_start(d) as cast(date_trunc('quarter', d) as date);
create macro month_start(d) as cast(date_trunc('month', d) as date);
-- The day n months after d; the day n months before d, where a month end stays a month end.
create macro after(d, n) as cast(d + to_months(cast(n as integer)) as date);
create macro before(d, n) as
  case when d = last_day(d) then last_day(after(d, -n)) else after(d, -n) end;
-- To the cent, halves away from zero.
create macro to_cents(x) as cast(round(cast(x as decimal(38, 10)), 2) as decimal(18, 2));

create table as_of as select date '{as_of}' as a, before(date '{as_of}', 12) as a1, before(date '{as_of}', 24) as a2;
create table customer as
  select customer_id as id, trim(name) as name from read_csv('{exports}/customers.csv', all_varchar = true);
create table document as
  select invoice_id as id, customer_id as customer, type, day(issue_date) as date, day(due_date) as due,
         amount(net) as net, amount(tax) as tax, amount(total) as total, applies_to
  from read_csv('{exports}/invoices.csv', all_varchar = true), as_of where day(issue_date) <= a;
create table payment as
  select payment_id as id, customer_id as customer, invoice_id as invoice, day(date) as date, amount(amount) as amount
  from read_csv('{exports}/payments.csv', all_varchar = true), as_of where day(date) <= a;
create table invoice as select * from document where type = 'invoice';

-- What was set against invoices, by the day from which it reduces what is open.
create table settlement as
  select i.id as invoice, i.customer, i.date as issued, i.due, greatest(x.date, i.date) as date, x.date as paid,
         x.amount, x.is_payment, x.id as payment
  from (select invoice, date, amount, true as is_payment, id from payment
        union all select applies_to, date, -total, false, id from document where type = 'credit_note') x
  join invoice i on i.id = x.invoice;
create table state as
  select i.*, i.total - coalesce(s.amount, 0) as open, s.last_settled, s.last_paid, coalesce(s.credited, 0) as credited
  from invoice i left join (
    select invoice, sum(amount) as amount, max(date) as last_settled, max(date) filter (is_payment) as last_paid,
      sum(amount) filter (not is_payment) as credited
    from settlement group by invoice) s on s.invoice = i.id;

-- Payments and credit notes whose invoice is not there, or not yet.
create table unapplied as
  select x.id, x.customer, x.amount
  from (select id, customer, invoice, amount from payment
        union all select id, customer, applies_to, -total from document where type = 'credit_note') x
  anti join invoice i on i.id = x.invoice;

create table history as
  select start, start <= a1 + 1 as has_ttm, start <= a2 + 1 as has_prev_ttm
  from (select month_start(min(date)) as start from (select date from document union all select date from payment)),
    as_of;
-- The last 36 complete months, by their ends.
create table month_end as
  select before(case when a = last_day(a) then a else last_day(before(a, 1)) end, back) as t
  from as_of, range(36) r(back);
-- The days at whose end it is asked what was open: month ends, and a year of days before the as-of date.
create table moment as
  select distinct t from (
    select last_day(before(month_start(a), back)) as t from as_of, range(60) r(back)
    union all select unnest([a, a1, a2, before(a, 1)]) from as_of
    union all select last_day(before(month_start(a), back)) - cast(7 * weeks as integer)
      from as_of, range(8) r(back), range(4) s(weeks)), as_of
  where t <= a;
create table open_at as
  select t, i.id, i.customer, i.date, i.due, i.total - coalesce(sum(s.amount), 0) as open
  from moment join state i on i.date <= t and (i.open <> 0 or i.last_settled > t)
    left join settlement s on s.invoice = i.id and s.date <= t
  group by t, i.id, i.customer, i.date, i.due, i.total having open <> 0;
"""


def open_ledger(exports, as_of):
    """A database of the exports in a folder, as they were known at the end of a day."""
    db = duckdb.connect()
    db.execute("set threads = 1")
    db.execute(LEDGER.format(exports=str(exports).replace("'", "''"), as_of=as_of))
    return db


def month_end(date, months=0):
    """The end of the month so many months after that of `date`."""
    months += date.year * 12 + date.month
    return datetime.date(months // 12, months % 12 + 1, 1) - datetime.timedelta(days=1)
