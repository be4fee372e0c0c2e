"""Cohorts by year and by quarter of first sale, and how they bought in the periods counted from there."""

FIRST_SALES = "select customer, min(date) as first_sale from document where net > 0 group by customer"

# Windows of first sales: the ledger's first year, then what is left of each twelve months or quarter.
YEAR_WINDOWS = """
select greatest(before(a, 12 * (back + 1)) + 1, opening + 1) as lower, before(a, 12 * back) as upper
from as_of, opening, range(200) r(back) where before(a, 12 * back) > opening
union all select start, opening from opening, history
"""
QUARTER_WINDOWS = """
select greatest(q, opening + 1) as lower, after(q, 3) - 1 as upper
from opening, as_of, (select after(quarter_start(start), 3 * n) as q from history, range(800) r(n))
where q <= a and after(q, 3) - 1 > opening
union all select start, opening from opening, history
"""

# Windows with fewer than five customers put together with the next; those without any in front of a cohort are left.
GROUPS = """
with recursive counted as (
  select lower, upper, row_number() over (order by lower) as n, count(customer) as members
  from ({windows}) left join first_sale on first_sale between lower and upper group by lower, upper),
walk as (
  select n, lower, upper, members from counted where n = 1
  union all
  select c.n, case when w.members between 1 and 4 then w.lower else c.lower end, c.upper,
    case when w.members < 5 then w.members else 0 end + c.members
  from walk w join counted c on c.n = w.n + 1)
select lower, max(upper) as upper, max(members) as members, min(lower) over () = lower as is_opening
from walk group by lower having max(members) > 0
"""

# A year of a customer begins on the day of its first sale; a quarter is one of the calendar.
YEAR_PERIOD = ("after({day}, 12 * k)", "after({day}, 12 * (k + 1))")
QUARTER_PERIOD = ("after(quarter_start({day}), 3 * k)", "after(quarter_start({day}), 3 * (k + 1))")

COHORTS = """
with period as (
  select c.*, k, {stop_of_upper} <= a + 1 as is_over
  from cohort c cross join as_of cross join history cross join range(800) r(k)
  where {start_of_lower} <= a and start <= before(a, {months}) + 1),
bought as (
  select p.lower, k, count(distinct f.customer) filter (d.net > 0) as customers, coalesce(sum(d.net), 0) as sales
  from period p join first_sale f on f.first_sale between p.lower and p.upper
    left join document d on d.customer = f.customer and d.date >= {start} and d.date < {stop}
  group by p.lower, k),
cell as (
  select p.*, b.customers, b.sales, first_value(b.sales) over (partition by p.lower order by k) as first_sales,
    p.is_over and p.members >= 5 as has_rates
  from period p join bought b using (lower, k))
select lower as first_sale_from, upper as first_sale_to, is_opening as may_be_older, members as cohort_customers,
  k as period, is_over as period_is_over, customers, case when has_rates then customers / members end as customer_share,
  sales, case when has_rates and first_sales > 0 then sales / first_sales end as sales_ratio
from cell
"""


def compare(client):
    """Both tables; that of years needs three years of ledger, that of quarters two."""
    client.db.execute(f"create table first_sale as {FIRST_SALES}")
    client.db.execute("create table opening as select after(start, 12) - 1 as opening from history")
    for table, windows, (start, stop), months in (("cohorts_years", YEAR_WINDOWS, YEAR_PERIOD, 36),
                                                  ("cohorts_quarters", QUARTER_WINDOWS, QUARTER_PERIOD, 24)):
        client.db.execute(f"create or replace table cohort as {GROUPS.format(windows=windows)}")
        client.table(table, ["first_sale_from", "period"], COHORTS.format(
            months=months, start=start.format(day="f.first_sale"), stop=stop.format(day="f.first_sale"),
            start_of_lower=start.format(day="c.lower"), stop_of_upper=stop.format(day="c.upper")))
