"""Sales: customers, documents, concentration at month ends, and the sums of segments."""

CUSTOMERS = """
with sales as (
  select customer, sum(net) as ltv,
    coalesce(sum(net) filter (date > a1), 0) as ttm_sales,
    coalesce(sum(net) filter (date <= a1 and date > a2), 0) as prev_ttm_sales,
    min(date) filter (net > 0) as first_sale, max(date) filter (net > 0) as most_recent_sale
  from document, as_of group by customer),
bought as (
  select customer, count(*) as purchases, count(*) filter (date > a1) as purchases_ttm
  from state, as_of where credited < total group by customer),
owed as (
  select customer, sum(open) as open_balance, sum(open) filter (due < a) as overdue_balance
  from state, as_of group by customer)
select c.id as customer_id, name as customer, coalesce(ltv, 0) as ltv, coalesce(purchases, 0) as purchases,
  case when has_ttm then coalesce(ttm_sales, 0) end as ttm_sales,
  case when has_prev_ttm then coalesce(prev_ttm_sales, 0) end as prev_ttm_sales,
  coalesce(ltv, 0) as sales_since_history_start,
  coalesce(purchases_ttm, 0) as purchases_ttm, first_sale, most_recent_sale,
  p.days_to_pay, p.days_to_pay_simple,
  p.days_beyond_terms_paid, p.days_beyond_terms_open,
  coalesce(open_balance, 0) - coalesce(unapplied, 0) as open_balance, coalesce(overdue_balance, 0) as overdue_balance
from customer c cross join as_of cross join history h left join sales on sales.customer = c.id
  left join bought on bought.customer = c.id left join owed on owed.customer = c.id
  left join (select customer, sum(amount) as unapplied from unapplied group by customer) u
    on u.customer = c.id
  left join payment_behaviour p on p.customer_id = c.id
"""

DOCUMENTS = """
with all_documents as (
  select type, id, customer, date, case when type = 'invoice' then due end as due, abs(net) as net, abs(tax) as tax,
    abs(total) as gross, net as sales from document
  union all
  select 'payment', id, customer, date, null, null, null, amount, 0 from payment)
select d.type, d.id as number, d.date, d.due as due_date, d.customer as customer_id, name as customer, d.net, d.tax,
  d.gross, d.sales, coalesce(s.open, -u.amount, 0) as open_balance,
  case when s.open <> 0 then a - s.due end as days_past_due,
  d.type <> 'payment' and d.date > a1 as in_ttm,
  d.type <> 'payment' and d.date <= a1 and d.date > a2 as in_previous_ttm
from all_documents d cross join as_of join customer c on c.id = d.customer
  left join state s on d.type = 'invoice' and s.id = d.id left join unapplied u on u.id = d.id
"""

# The shares at the end of a day, of customers whose sales of the twelve months are above zero.
SHARES = """
with day as (select t from month_end union select a from as_of),
of_customer as (
  select t, customer, sum(net) as x from day join document on date <= t and date > before(t, 12)
  group by t, customer having x > 0),
ranked as (
  select *, sum(x) over (partition by t) as whole, count(*) over (partition by t) as n,
    row_number() over (partition by t order by x desc) as place,
    row_number() over (partition by t order by x) as i from of_customer)
select t, any_value(n) as customers, any_value(whole) as sales,
  sum(x) filter (place <= 1) / any_value(whole) as top_1_share,
  sum(x) filter (place <= 5) / any_value(whole) as top_5_share,
  sum(x) filter (place <= 10) / any_value(whole) as top_10_share,
  sum(pow(100 * x / whole, 2)) as herfindahl_hirschman_index,
  10000 / herfindahl_hirschman_index as effective_customers,
  case when customers > 1 then sum((2 * i - n - 1) * x) / (customers * any_value(whole)) end as gini
from ranked, history where start <= before(t, 12) + 1 group by t
"""

# Of a ledger of less than twelve months, all its sales stand as those of the twelve months.
SEGMENTS = """
with member as (
  select s.segment, c.* replace (coalesce(ttm_sales, sales_since_history_start) as ttm_sales,
      b.days_to_pay as days_to_pay),
    row_number() over (partition by s.segment order by coalesce(ttm_sales, sales_since_history_start) desc) as place
  from customers c join segment_of s using (customer_id) join payment_behaviour b using (customer_id)),
whole as (select sum(ttm_sales) as whole from member)
select s.segment, count(m.customer_id) as customers, coalesce(sum(ttm_sales), 0) as ttm_sales,
  coalesce(sum(ttm_sales), 0) / nullif(any_value(whole), 0) as share_of_sales, coalesce(sum(ltv), 0) as ltv,
  to_cents(sum(ltv) / nullif(count(m.customer_id), 0)) as average_ltv,
  avg(purchases) as average_purchases, avg(days_to_pay) as average_days_to_pay,
  max(ttm_sales) filter (ttm_sales > 0) / sum(ttm_sales) filter (ttm_sales > 0) as largest_customer_share,
  sum(ttm_sales) filter (ttm_sales > 0 and place <= 3) / sum(ttm_sales) filter (ttm_sales > 0) as top_3_share
from segment s cross join whole left join member m using (segment) group by s.segment
"""

# A row where sales end two weeks or more before the as-of date, for longer than they were ever apart in the twelve months
# to the last one; with few days of sales, from a year on.
SALES_STOP = """
with last_sale as (select max(date) as day, a from document, as_of where type <> 'credit_note' and date <= a group by a),
sale as (
  select distinct date from document, last_sale where type <> 'credit_note' and date <= day and date > before(day, 12)),
gap as (select date - lag(date) over (order by date) as days from sale)
select a - day as silence from last_sale
where silence >= case when (select count(*) from sale) >= 12 then 14 else 366 end
  and silence > (select max(days) from gap)
"""


def compare(client):
    """Customers, documents, concentration, segments."""
    client.db.execute(f"create table sales_stop as {SALES_STOP}")
    client.db.execute(f"create table customers as {CUSTOMERS}")
    client.table("customers", ["customer_id"], "from customers")
    client.table("documents", ["type", "number"], DOCUMENTS)
    client.db.execute(f"create table shares as {SHARES}")
    client.table("concentration", ["month_end"],
                 "select s.t as month_end, s.* exclude (t) from shares s join month_end using (t)")
    # Who is in which segment is the pack's word; the sums are not.
    client.db.execute("create table segment (segment varchar)")
    client.db.execute("create table segment_of (customer_id varchar, segment varchar)")
    client.db.executemany("insert into segment values (?)", [[row["segment"]] for row in client.data("segments")])
    members = [[row["customer_id"], row["segment"]] for row in client.data("customers")]
    client.db.executemany("insert into segment_of values (?, ?)", members)
    client.table("segments", ["segment"], SEGMENTS)
