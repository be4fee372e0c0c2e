"""Retention: the bridges at month ends and of fiscal years, and what each customer did in them."""

# Every pair of periods that the ledger covers: (p0, p1] and (p1, p2].
SPANS = """
with span as (
  select 'month' as kind, cast(t as varchar) as name, before(t, 24) as p0, before(t, 12) as p1, t as p2 from month_end
  union all select 'ttm', 'ttm', a2, a1, a from as_of
  union all select 'year', cast(y as varchar), make_date(y - 2, 12, 31), make_date(y - 1, 12, 31), make_date(y, 12, 31)
    from (select year(a + 1) - back as y from as_of, range(1, 4) r(back)))
select span.* from span, history where start <= p0 + 1
"""

MOVEMENTS = """
with per as (
  select kind, name, p2, customer,
    coalesce(sum(net) filter (date > p0 and date <= p1), 0) as p,
    coalesce(sum(net) filter (date > p1 and date <= p2), 0) as c,
    coalesce(bool_or(net > 0 and date <= p1), false) as had,
    min(date) filter (net > 0 and date > p2) as next_sale
  from span, document group by kind, name, p2, customer)
select *, least(c, 0) - least(p, 0) as correction,
  case when p <= 0 and c > 0 and not had then 'new' when p <= 0 and c > 0 then 'reactivation'
       when p > 0 and c > p then 'expansion' when p > 0 and c <= 0 then 'churn'
       when p > 0 and c < p then 'contraction' when p > 0 then 'unchanged' else 'correction' end as class
from per where p <> 0 or c <> 0
"""

BRIDGES = """
select kind, name, sum(p) as opening_revenue, coalesce(sum(p) filter (p > 0), 0) as retention_base,
  coalesce(sum(c - p) filter (class = 'expansion'), 0) as expansion,
  coalesce(sum(p - c) filter (class = 'contraction'), 0) as contraction,
  coalesce(sum(p) filter (class = 'churn'), 0) as churn,
  coalesce(sum(c) filter (class = 'reactivation'), 0) as reactivation,
  coalesce(sum(c) filter (class = 'new'), 0) as new, sum(correction) as corrections, sum(c) as closing_revenue,
  (retention_base + expansion - contraction - churn) / nullif(retention_base, 0) as net_revenue_retention,
  (retention_base - contraction - churn) / nullif(retention_base, 0) as gross_revenue_retention,
  count(*) filter (p > 0 and c > 0) / nullif(count(*) filter (p > 0), 0) as customer_retention,
  count(*) filter (p > 0) as opening_customers, count(*) filter (class = 'churn') as churned_customers,
  count(*) filter (class = 'reactivation') as reactivated_customers,
  count(*) filter (class = 'new') as new_customers, count(*) filter (c > 0) as closing_customers
from movement group by kind, name
"""

CUSTOMERS = """
select m.name as span, p2 as period_end, m.customer as customer_id, c.name as customer, class, p as previous_sales,
  m.c as current_sales,
  case when class in ('expansion', 'contraction') then m.c - p when class = 'churn' then -p
       when class in ('new', 'reactivation') then m.c else 0 end as amount,
  correction, case when class = 'churn' and p2 = a then coalesce(may_only_be_late, false) end as may_only_be_late,
  case when class = 'churn' then next_sale end as next_sale
from movement m cross join as_of join customer c on c.id = m.customer left join segmented s on s.customer = m.customer
where m.kind <> 'month'
"""


def compare(client):
    """Bridges and their customers."""
    client.db.execute(f"create table span as {SPANS}")
    client.db.execute(f"create table movement as {MOVEMENTS}")
    client.db.execute(f"create table bridge as {BRIDGES}")
    client.table("retention", ["month_end"],
                 "select name as month_end, * exclude (kind, name) from bridge where kind = 'month'")
    client.table("retention_years", ["fiscal_year"],
                 "select name as fiscal_year, * exclude (kind, name) from bridge where kind = 'year'")
    client.db.execute(f"create table retention_customer as {CUSTOMERS}")
    client.table("retention_customers", ["span", "customer_id"], "from retention_customer")
