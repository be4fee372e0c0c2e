"""Receivables: aging, and the ratios of receivables to sales at month ends."""

AGING = """
with bucketed as (select customer, open, a - due as late from state, as_of)
select c.id as customer_id, c.name as customer,
  coalesce(sum(open) filter (late <= 0), 0) as not_due,
  coalesce(sum(open) filter (late between 1 and 30), 0) as days_1_to_30,
  coalesce(sum(open) filter (late between 31 and 60), 0) as days_31_to_60,
  coalesce(sum(open) filter (late between 61 and 90), 0) as days_61_to_90,
  coalesce(sum(open) filter (late > 90), 0) as days_91_and_more,
  coalesce(any_value(amount), 0) as unapplied_credit,
  coalesce(sum(open), 0) - unapplied_credit as open_balance, coalesce(sum(open) filter (late > 0), 0) as overdue_balance
from customer c left join bucketed b on b.customer = c.id
  left join (select customer, sum(amount) as amount from unapplied group by customer) u on u.customer = c.id
group by c.id, c.name
"""

# Credit sales of each month of the ledger, and its days so far.
MONTHS = """
with month as (
  select after(start, n) as first, least(last_day(after(start, n)), a) as last
  from history, as_of, range(1200) r(n) where after(start, n) <= a)
select first, last, last - first + 1 as days, coalesce(sum(total), 0) as sales
from month left join document d on d.date between first and last group by first, last
"""

# The months back from each date, with what newer ones have used up of what is owed.
COUNTBACK = """
with walk as (
  select d.t, d.owed, m.*, coalesce(sum(m.sales) over newer, 0) as before, coalesce(sum(m.days) over newer, 0) as so_far
  from dated d join month m on m.last <= d.t
  window newer as (partition by d.t order by m.first desc rows between unbounded preceding and 1 preceding)),
stop as (
  select t, arg_max(walk, first) as w from walk where sales <= 0 or owed - before < sales group by t),
ended as (
  select d.t, d.owed, w, (select sum(sales) from month m where m.last <= d.t) as all_sales,
    (select sum(days) from month m where m.last <= d.t) as all_days
  from dated d left join stop using (t))
select t,
  case when w is null and owed > all_sales or w is not null and w.sales <= 0 and owed > w.before then null
       when w is null then cast(all_days as double)
       when w.sales <= 0 then cast(w.so_far as double)
       else w.so_far + w.days * (owed - w.before) / w.sales end as days,
  cast(coalesce(w.so_far, all_days) as bigint) as at_least
from ended
"""

RATIOS = """
with owed as (
  select t, coalesce(sum(open), 0) as owed, coalesce(sum(open) filter (due >= t), 0) as current
  from moment left join open_at using (t) group by t),
year as (
  select t, coalesce(sum(total), 0) as credit_sales, t - before(t, 12) as days
  from history cross join moment left join document d on d.date <= t and d.date > before(t, 12)
  where start <= before(t, 12) + 1 group by t),
true_days as (
  select o.t, case when min(m.sales) > 0 then sum((o.t - o.date) * o.open / m.sales) end as days
  from open_at o join month m on m.first = month_start(o.date) group by o.t),
effective as (
  select d.t, 100 * (b.owed + y.sales - d.owed) / nullif(greatest(b.owed + y.sales - d.current, 0), 0) as cei
  from dated d join owed b on b.t = before(d.t, 1)
    join (select t, coalesce(sum(total), 0) as sales from moment
          left join document on date <= t and date > before(t, 1) group by t) y on y.t = d.t)
select d.t as date, d.owed, d.current as not_past_due, y.credit_sales,
  case when y.credit_sales > 0 then d.owed / y.credit_sales * y.days end as days_sales_outstanding,
  case when y.credit_sales > 0 then d.current / y.credit_sales * y.days end as best_possible_days_sales_outstanding,
  case when y.credit_sales > 0 then (d.owed - d.current) / y.credit_sales * y.days end as average_days_delinquent,
  c.days as countback, c.at_least,
  case when d.owed = 0 then 0 else u.days end as true_days_sales_outstanding, e.cei as collection_effectiveness_index
from dated d left join year y using (t) left join countback c using (t) left join true_days u using (t)
  left join effective e using (t)
"""


def compare(client):
    """Aging and ratios."""
    client.db.execute(f"create table aging as {AGING}")
    client.table("aging", ["customer_id"], "from aging")
    client.db.execute(f"create table month as {MONTHS}")
    client.db.execute("""
        create table dated as
        select t, coalesce(sum(open), 0) as owed, coalesce(sum(open) filter (due >= t), 0) as current
        from (select t from month_end, history where start <= before(t, 12) + 1 union select a from as_of)
          left join open_at using (t) group by t""")
    client.db.execute(f"create table countback as {COUNTBACK}")
    client.db.execute(f"create table ratio as {RATIOS}")
    client.table("receivable-ratios", ["date"], "select * exclude (countback, at_least) from ratio")
    seen = {row["date"]: row for row in client.data("receivable-ratios")}
    for row in client.rows("select date, countback, at_least from ratio"):
        shown = seen[str(row["date"])]
        where = f"receivable-ratios {row['date']}"
        # Where the months do not make up what is owed, it is more than all their days. Where the newest month has no
        # sales, there is none.
        more = row["countback"] is None and bool(row["at_least"])
        days = float(row["at_least"]) if more else row["countback"]
        client.cell(where, "days_sales_outstanding_countback", days, shown["days_sales_outstanding_countback"])
        said = None if days is None else "yes" if more else "no"
        client.cell(where, "countback_is_more_than", said, shown["countback_is_more_than"])
