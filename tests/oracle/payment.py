"""How customers pay: days to pay, days beyond terms, their spread, and what lateness costs."""

# Every part of a payment by the span that it was paid in; customer null is the business.
PARTS = """
with span as (
  select 'ttm' as span, a1 as lower, a as upper from as_of, history where has_ttm
  union all select 'prev_ttm', a2, a1 from as_of, history where has_prev_ttm
  union all select 'lifetime', date '0001-01-01', a from as_of)
select span, customer, invoice, payment, amount, greatest(paid - issued, 0) as days, paid - due as beyond
from settlement join span on is_payment and paid > lower and paid <= upper
"""

# What was past due at the end of a span, as if it were paid then.
PAST_DUE = """
with span as (
  select 'ttm' as span, a as t from as_of, history where has_ttm
  union all select 'prev_ttm', a1 from as_of, history where has_prev_ttm
  union all select 'lifetime', a from as_of)
select span, customer, open as amount, t - date as days, t - due as late from open_at join span using (t) where due < t
"""

TIMES = """
with part as (select span, customer, payment, amount, days, beyond from paid_part
              union all select span, null, payment, amount, days, beyond from paid_part),
floor as (
  select span, customer, sum(amount * days) as ad, sum(amount) as a from (
    select span, customer, amount, days from paid_part union all select span, null, amount, days from paid_part
    union all select span, customer, amount, days from past_due union all select span, null, amount, days from past_due)
  group by span, customer),
mean as (
  select span, customer, count(distinct payment) as payments, sum(amount) as amount, sum(amount * days) / sum(amount) as days_to_pay,
    sum(amount * beyond) / sum(amount) as days_beyond_terms_paid
  from part group by span, customer),
by_days as (select span, customer, days, sum(amount) as amount from part group by span, customer, days),
run as (
  select *, sum(amount) over (partition by span, customer order by days) as up_to,
    sum(amount) over (partition by span, customer) as whole,
    lead(days) over (partition by span, customer order by days) as next_days from by_days),
-- The days up to which so much of the money lies; midway to the next where it is exactly so much.
quantile as (
  select span, customer,
    min(case when 2 * up_to = whole then (days + next_days) / 2 else days end) filter (2 * up_to >= whole) as median,
    min(case when 10 * up_to = 9 * whole then (days + next_days) / 2 else days end)
      filter (10 * up_to >= 9 * whole) as p90
  from run group by span, customer)
select f.span, f.customer, coalesce(m.payments, 0) as payments, m.amount, m.days_to_pay, q.median,
  case when m.payments >= 5 then q.p90 end as p90, f.ad / f.a as with_open, m.days_beyond_terms_paid
from floor f left join mean m on m.span = f.span and m.customer is not distinct from f.customer
  left join quantile q on q.span = f.span and q.customer is not distinct from f.customer
"""

# Over the invoices that a payment closed in the span.
CLOSED = """
with closed as (
  select customer, last_paid, greatest(last_paid - date, 0) as days from state
  where open <= 0 and last_paid = last_settled)
select c.customer, avg(days) filter (has_ttm and last_paid > a1) as ttm, avg(days) as lifetime
from (from closed union all select null, last_paid, days from closed) c, as_of, history group by c.customer
"""

# Amounts times their days late in the twelve months; what credit notes settled was never to be paid.
LATENESS = """
with late as (
  select customer, due, amount, paid as until from settlement where is_payment
  union all select customer, due, open, a from state, as_of),
whole as (select a, greatest(a1, start - 1) as lower from as_of, history),
clipped as (select *, greatest(least(until, a) - greatest(due, lower), 0) as days from late, whole)
select customer, to_cents(sum(amount * days) / any_value(a - lower)) as overdue_balance_average,
  to_cents(sum(amount * days) * 8 / 36500) as cost_of_lateness
from clipped group by customer
"""

# Of a ledger of less than twelve months, its whole life.
BEHAVIOUR = """
with open_now as (
  select customer, sum(amount * late) / sum(amount) as days from past_due where span = 'lifetime' group by customer)
select c.id as customer_id, c.name as customer, coalesce(t.payments, 0) as payments, t.days_to_pay,
  t.median as days_to_pay_median, t.p90 as days_to_pay_p90, t.with_open as days_to_pay_with_open_items,
  t.days_beyond_terms_paid, p.days_beyond_terms_paid as days_beyond_terms_paid_prev_ttm,
  o.days as days_beyond_terms_open, coalesce(l.overdue_balance_average, 0) as overdue_balance_average,
  coalesce(l.cost_of_lateness, 0) as cost_of_lateness,
  case when has_ttm then s.ttm else s.lifetime end as days_to_pay_simple
from customer c cross join history h
  left join times t on t.customer = c.id and t.span = case when has_ttm then 'ttm' else 'lifetime' end
  left join times p on p.customer = c.id and p.span = 'prev_ttm' left join open_now o on o.customer = c.id
  left join lateness l on l.customer = c.id left join closed s on s.customer = c.id
"""

SPREAD = """
with band(name, lower, upper) as (
  values ('0-15', 0, 15), ('16-30', 16, 30), ('31-45', 31, 45), ('46-60', 46, 60), ('61-90', 61, 90),
         ('91-120', 91, 120), ('121+', 121, 1000000)),
shown as (select case when has_ttm then 'ttm' else 'lifetime' end as now, has_prev_ttm from history)
select name as days_to_pay, count(*) filter (span = now) as parts,
  coalesce(sum(amount) filter (span = now), 0) as amount,
  case when any_value(has_prev_ttm) then count(*) filter (span = 'prev_ttm') end as parts_prev_ttm,
  case when any_value(has_prev_ttm) then coalesce(sum(amount) filter (span = 'prev_ttm'), 0) end as amount_prev_ttm
from band cross join shown left join paid_part on days between band.lower and band.upper group by name
"""

# A payment may have several rows for one invoice: the sums of both.
SETTLEMENTS = """
select payment as payment_number, invoice as invoice_number, any_value(paid) as payment_date, any_value(issued) as invoice_date,
  any_value(due) as due_date, any_value(customer) as customer_id, sum(amount) as amount,
  any_value(greatest(paid - issued, 0)) as days_to_pay, any_value(paid - due) as days_beyond_terms, 'stated' as basis
from settlement where is_payment group by payment, invoice
"""


def prepare(client):
    """The tables that other subjects look into as well."""
    for name, sql in (("paid_part", PARTS), ("past_due", PAST_DUE), ("times", TIMES), ("closed", CLOSED),
                      ("lateness", LATENESS), ("payment_behaviour", BEHAVIOUR)):
        client.db.execute(f"create table {name} as {sql}")


def compare(client):
    """Customers and the spread."""
    client.table("payment-behaviour", ["customer_id"], "select * exclude (days_to_pay_simple) from payment_behaviour")
    client.table("days-to-pay-spread", ["days_to_pay"], SPREAD)
    client.table("settlements", ["payment_number", "invoice_number"], SETTLEMENTS)
