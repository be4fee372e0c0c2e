"""RFM+T: the four scores, their weighted total, the segment that the rules give, and whose receivables are at risk.

A customer is looked at as of the end of the ledger, and for its former score as of its last sale and of a year ago.
"""

# What is looked at, and when.
LOOKS = """
select customer_id as customer, 'now' as kind, a as seen, first_sale, most_recent_sale as last_sale
from customers, as_of where most_recent_sale > before(a, 36)
union all
select customer_id, 'last sale', most_recent_sale, first_sale, most_recent_sale from customers
where most_recent_sale is not null
union all
select c.customer_id, 'year ago', a - 365, c.first_sale, max(d.date)
from as_of, customers c join document d on d.customer = c.customer_id
where d.net > 0 and d.date <= a - 365 group by all
"""

# Days of purchase as they counted then: invoices that credit notes had not taken back in full.
GAPS = """
with credit as (
  select invoice, date, sum(amount) over (partition by invoice order by date) as up_to from settlement
  where not is_payment),
credited as (
  select i.id, min(c.date) as since
  from invoice i join credit c on c.invoice = i.id and up_to >= i.total group by i.id),
bought as (
  select distinct v.customer, v.kind, v.seen, i.date
  from look v join invoice i on i.customer = v.customer and i.date <= v.seen left join credited c on c.id = i.id
  where c.since is null or c.since > v.seen)
select *, date - lag(date) over (partition by customer, kind order by date) as gap from bought
"""

# The cycle of the business is the median of its customers' medians; eight of ten repeat purchases come within the
# window. Both are today's, and of all customers.
RHYTHM = """
with bought as (select distinct customer, date from state where credited < total),
every as (select customer, date - lag(date) over (partition by customer order by date) as gap from bought),
own as (select customer, count(gap) as m, median(gap) as typical from every group by customer having m >= 2),
weighted as (
  select gap, sum(1 / m) over (order by gap) as up_to, sum(1 / m) over () as whole
  from every join own using (customer) where gap is not null)
select case when count(*) >= 10 then least(greatest(median(typical), 14), 400) else 90 end as cycle,
  case when count(*) >= 10 then least(greatest((select min(gap) from weighted where up_to >= 0.8 * whole), 60), 400)
    else 90 end as window_days
from own
"""

# Payments of the twelve months before such a day, and what was past due then, by days beyond terms.
LATE = """
with part as (
  select v.customer, kind, amount, s.paid - s.due as days
  from look v join settlement s on s.customer = v.customer
  where is_payment and paid <= seen and paid > before(seen, 12)
  union all
  select v.customer, kind, i.total - coalesce(sum(s.amount), 0), seen - i.due
  from look v join invoice i on i.customer = v.customer and i.date <= seen and i.due < seen
    left join settlement s on s.invoice = i.id and s.date <= seen
  group by v.customer, kind, seen, i.id, i.total, i.due)
select customer, kind, sum(amount * days) as days, sum(amount) as amount from part group by customer, kind
having sum(amount) > 0
"""

FACTS = """
with sales as (
  select v.customer, kind, sum(net) as ltv, coalesce(sum(net) filter (date > before(seen, 12)), 0) as ttm,
    coalesce(sum(net) filter (date <= before(seen, 12) and date > before(seen, 24)), 0) as prev
  from look v join document d on d.customer = v.customer and date <= seen group by v.customer, kind),
own as (
  select customer, kind, count(*) as purchases, count(gap) as m, min(gap) as least_gap, median(gap) as typical,
    sum(ln(greatest(gap, 7))) filter (gap > 0) as logs,
    count(*) filter (date > before(seen, 12)) as n1,
    count(*) filter (date <= before(seen, 12) and date > before(seen, 24)) as n0,
    count(*) filter (date > seen - 730) as recent
  from gap group by customer, kind)
select v.*, s.* exclude (customer, kind), o.* exclude (customer, kind, purchases),
  coalesce(o.purchases, 0) as purchases, l.days as late_days, l.amount as late_amount,
  seen - last_sale as d, seen - first_sale as tenure,
  case when m >= 2 and least_gap >= 300 then typical
       else exp((3 * ln(cycle) + coalesce(logs, 0)) / (3 + coalesce(m, 0))) end as own_cycle,
  greatest(window_days, 1.25 * own_cycle) as horizon
from look v cross join rhythm join sales s using (customer, kind) left join own o using (customer, kind)
  left join late l using (customer, kind)
"""

SCORES = """
with ranked as (
  select f.*, n1 = 0 and d <= 1.25 * own_cycle as awaiting,
    (select 100 * (count(*) filter (x.ltv < f.ltv) + count(*) filter (x.ltv = f.ltv) / 2) / count(*)
     from fact x where x.kind = 'now') as place,
    recent / (least(730, tenure) / own_cycle) as coverage
  from fact f),
trended as (
  select *,
    case when tenure < 365 or purchases < 2 or awaiting then 0
         when n1 > n0 and n1 - n0 >= sqrt(n1 + n0) and n1 >= 1.2 * n0 then 1
         when n1 < n0 and n0 - n1 >= sqrt(n1 + n0) and n1 <= 0.8 * n0 then -1 else 0 end as trend
  from ranked),
parts as (
  select *,
    case when d <= horizon then 5 when d <= 1.5 * horizon then 4 when d <= 2 * horizon then 3
         when d <= 3 * horizon then 2 else 1 end as recency,
    case when purchases <= 1 then 2
         else least(greatest(3 + cast(coverage >= 0.8 as integer) + trend
                - cast(d > 3 * own_cycle and d > 60 as integer), 1), 5) end as frequency,
    case when ltv <= 0 then 1 when place > 90 then 5 when place > 75 then 4 when place > 50 then 3
         when place > 25 then 2 else 1 end as value,
    first_sale > before(seen, 24) as is_young,
    -- First bought in the ledger's first year, and the ledger lacks a month of both years at most: only a fall counts.
    first_sale < after(start, 12) and before(start, 1) <= before(seen, 24) + 1 as may_be_older,
    case when awaiting then 3 when prev <= 0 and ttm > 0 then 4 when ttm <= 0 then 1
         when ttm >= 1.25 * prev then 5 when ttm >= 1.05 * prev then 4 when ttm >= 0.75 * prev then 3
         when ttm >= 0.40 * prev then 2 else 1 end as compared,
    case when not is_young then compared when may_be_older then least(compared, 4) else 4 end as momentum,
    case when late_amount is null then 3 when late_days <= 0 then 5 when late_days <= 10 * late_amount then 4
         when late_days <= 30 * late_amount then 3 when late_days <= 60 * late_amount then 2
         else 1 end as timeliness
  from trended, history)
select *, (4 * value + 6 * momentum) / 10 as monetary,
  -- In thousandths, so that limits are met exactly.
  (250 * (recency - 1) + 200 * (frequency - 1) + 35 * (4 * value + 6 * momentum - 10) + 200 * (timeliness - 1)) / 40
    as score
from parts
"""

# The first rule that matches.
SEGMENTS = """
with known as (
  select c.customer_id, s.*, l.score as former_lapsed, y.score as former_falling,
    exists (select 1 from payment p where p.customer = c.customer_id) as has_paid,
    coalesce((select max(a - due) from state i where i.customer = c.customer_id and open > 0), 0) as oldest
  from customers c cross join as_of left join score s on s.customer = c.customer_id and s.kind = 'now'
    left join score l on l.customer = c.customer_id and l.kind = 'last sale'
    left join score y on y.customer = c.customer_id and y.kind = 'year ago')
select known.*,
  -- Its next purchase is not due yet by its own rhythm.
  awaiting and tenure >= 365 and purchases >= 2 as may_only_be_late,
  case when score is null then 'Not scored'
       when first_sale > a1 and not has_paid and oldest <= 30 then 'New'
       when timeliness <= 2 and (recency >= 3 or oldest > 30) then 'Late Payer'
       when recency <= 2 and purchases <= 1 and value <= 2 then 'Possible Mismatch'
       when recency <= 2 and d <= 730 and former_lapsed >= 70 and value >= 4 and timeliness >= 4 then 'Don''t Lose Them'
       when recency <= 2 and d <= 730 and former_lapsed >= 50 and value >= 3 then 'Give Attention'
       when recency <= 2 then 'Hibernating'
       when momentum <= 2 or trend < 0 and momentum <= 3 and ttm < 0.9 * prev then
         case when value <= 2 and purchases <= 3 then case when score >= 45 then 'Promising' else 'Give Attention' end
              when former_falling >= 70 and value >= 4 and timeliness >= 4 then 'Don''t Lose Them'
              else 'Give Attention' end
       when score >= 80 and value = 5 and recency >= 4 and momentum >= 3 and timeliness >= 3 and tenure >= 365
         then 'Champion'
       when score >= 60 and value >= 3 and purchases >= 2 and tenure >= 180 then 'Good'
       else 'Promising' end as segment
from known, as_of
"""

COLUMNS = """
select customer_id, cast(score as double) as segment_score, recency as recency_score, frequency as frequency_score,
  cast(monetary as decimal(2, 1)) as monetary_score, timeliness as timeliness_score, segment as segment_by_rules
from segmented
"""

RISKS = """
with point as (
  select c.customer_id, c.open_balance > 0 or c.purchases_ttm > 0 as has_level,
    cast(coalesce(s.timeliness, 3) <= 2 as integer) + cast(s.oldest > 60 as integer)
      + cast(coalesce(p.days_beyond_terms_paid - p.days_beyond_terms_paid_prev_ttm >= 15, false) as integer)
      -- Sales that fall say nothing of who owes nothing, nor where the export ends early.
      + cast(coalesce(s.momentum, 3) <= 2 and c.open_balance > 0 and not exists (from sales_stop) as integer) as others,
    -- A large share of what is owed weighs where many owe, and beside another point.
    cast(c.open_balance > 0.1 * sum(greatest(c.open_balance, 0)) over ()
      and count(*) filter (c.open_balance > 0) over () >= 10 as integer) as exposed
  from customers c join segmented s using (customer_id) join payment_behaviour p using (customer_id)),
pointed as (select *, others + case when others > 0 then exposed else 0 end as points from point)
select customer_id, case when has_level then points end as risk_points,
  case when not has_level then null when points >= 3 then 'high' when points >= 1 then 'medium' else 'low' end
    as risk_computed
from pointed
"""


def compare(client):
    """Scores and segments by the rules of the list of customers, and the computed risk."""
    for name, sql in (("look", LOOKS), ("gap", GAPS), ("rhythm", RHYTHM), ("late", LATE), ("fact", FACTS),
                      ("score", SCORES), ("segmented", SEGMENTS)):
        client.db.execute(f"create table {name} as {sql}")
    client.table("customers", ["customer_id"], COLUMNS)
    client.db.execute(f"create table risk as {RISKS}")
    client.table("payment-behaviour", ["customer_id"], "from risk")
