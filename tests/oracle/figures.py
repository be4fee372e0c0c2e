"""The key figures of report.json, from the tables that the other subjects have made."""

BRIDGE = ["opening_revenue", "retention_base", "expansion", "contraction", "churn", "reactivation", "new",
          "corrections", "closing_revenue", "net_revenue_retention", "gross_revenue_retention", "customer_retention",
          "opening_customers", "churned_customers", "reactivated_customers", "new_customers", "closing_customers"]

SHARES = ["top_1_share", "top_5_share", "top_10_share", "herfindahl_hirschman_index", "effective_customers", "gini"]

RATIOS = {"days_sales_outstanding": "days_sales_outstanding",
          "best_possible_days_sales_outstanding": "best_possible_days_sales_outstanding",
          "average_days_delinquent": "average_days_delinquent",
          "true_days_sales_outstanding": "true_days_sales_outstanding",
          "collection_effectiveness_index": "collection_effectiveness_index",
          "credit_sales_ttm": "credit_sales", "days_sales_outstanding_countback": "countback"}

SALES = """
select sum(ltv) as net_revenue_total, sum(ttm_sales) as net_revenue_ttm, sum(prev_ttm_sales) as net_revenue_prev_ttm,
  count(*) as customers,
  case when any_value(has_ttm) then sum(purchases_ttm) end as purchases_ttm,
  case when any_value(has_ttm) then count(*) filter (ttm_sales > 0) end as active_customers,
  to_cents(sum(ttm_sales) / nullif(sum(purchases_ttm), 0)) as average_basket,
  sum(ttm_sales) / nullif(greatest(sum(prev_ttm_sales), 0), 0) - 1 as sales_growth_ttm,
  max(sales) filter (sales > 0) as largest_customer_sales,
  arg_max(open_balance, sales) filter (sales > 0) as largest_customer_open_balance,
  to_cents(sum(ttm_sales) / 100) as basket_step_worth, sum(open_balance) as open_balance,
  sum(overdue_balance) as overdue_balance
from (select *, coalesce(ttm_sales, sales_since_history_start) as sales from customers), history
"""

AGING = """
select sum(not_due) as aging_not_due, sum(days_1_to_30) as aging_days_1_to_30,
  sum(days_31_to_60) as aging_days_31_to_60, sum(days_61_to_90) as aging_days_61_to_90,
  sum(days_91_and_more) as aging_days_91_and_more, sum(unapplied_credit) as unapplied_credit,
  sum(overdue_balance) / nullif(sum(open_balance + unapplied_credit), 0) as overdue_share
from aging
"""

PAYMENT = """
select t.days_to_pay, t.median as days_to_pay_median, t.p90 as days_to_pay_p90,
  t.with_open as days_to_pay_with_open_items, t.days_beyond_terms_paid, c.ttm as days_to_pay_simple,
  l.days_to_pay as days_to_pay_lifetime, l.median as days_to_pay_median_lifetime,
  l.days_beyond_terms_paid as days_beyond_terms_paid_lifetime, c.lifetime as days_to_pay_simple_lifetime,
  p.with_open as days_to_pay_with_open_items_prev_ttm,
  (select sum(amount * late) / sum(amount) from past_due where span = 'lifetime') as days_beyond_terms_open,
  (select sum(overdue_balance_average) from lateness) as overdue_balance_average,
  (select sum(cost_of_lateness) from lateness) as cost_of_lateness,
  (select min(days) from (select due - date as days, count(*) as n, sum(count(*)) over () as all_n from invoice group by days)
    where n >= 0.6 * all_n)
    as usual_terms_days
from (select 1) left join times t on t.span = 'ttm' and t.customer is null
  left join times p on p.span = 'prev_ttm' and p.customer is null
  left join times l on l.span = 'lifetime' and l.customer is null left join closed c on c.customer is null
"""

SEGMENTS = """
select segment, count(customer_id) as n from segment left join segment_of using (segment) group by segment
"""

RISKS_AND_LATE = """
select count(*) filter (risk_computed = 'high') as high_risk_customers,
  count(*) filter (risk_computed = 'medium') as medium_risk_customers,
  count(*) filter (risk_computed = 'low') as low_risk_customers,
  (select case when any_value(has_prev_ttm) then count(*) filter (may_only_be_late) end
   from history left join retention_customer on span = 'ttm') as customers_may_only_be_late_ttm,
  (select case when any_value(has_prev_ttm) then coalesce(sum(previous_sales) filter (may_only_be_late), 0) end
   from history left join retention_customer on span = 'ttm') as sales_may_only_be_late_ttm
from risk
"""

# Five years of the same rates, and of a point more or less; not where sales end early.
SIMULATION = """
with rate as (
  select closing_revenue as sales, net_revenue_retention as retention,
    (new + reactivation) / nullif(opening_revenue, 0) as new_business
  from bridge where kind = 'ttm' and not exists (from sales_stop))
select points, greatest(retention + points / 100, 0) as net_revenue_retention, year,
  to_cents(sales * pow(greatest(retention + points / 100, 0) + new_business, year)) as sales, new_business
from rate, (values (-5), (-1), (0), (1), (5)) s(points), range(6) r(year)
"""


def expected(client):
    """Every figure that the tables give, by id."""
    def first(sql):
        return next(iter(client.rows(sql)), None)

    figures = first(SALES) | first(AGING) | first(PAYMENT) | first(RISKS_AND_LATE)
    bridge = first("from bridge where kind = 'ttm'") or dict.fromkeys(BRIDGE)
    figures |= {f"{column}_ttm": bridge[column] for column in BRIDGE}
    shares = first("select s.* from shares s join as_of on t = a") or dict.fromkeys(SHARES)
    figures |= {column: shares[column] for column in SHARES}
    ratio = first("select r.* from ratio r join as_of on date = a")
    figures |= {figure: ratio[column] for figure, column in RATIOS.items()}
    figures["faster_payment_cash"] = None if ratio["credit_sales"] is None else ratio["credit_sales"] / 73
    for row in client.rows("from shock"):
        figures[f"shock_index_{row['figure']}_{row['span']}"] = row["index"]
    for row in client.rows(SEGMENTS):
        figures["customers_" + row["segment"].lower().replace(" ", "_").replace("'", "")] = row["n"]
    path = {(row["points"], row["year"]): row for row in client.rows(f"from ({SIMULATION})")}
    if path:
        figures["new_business_rate"] = path[0, 5]["new_business"]
        worth = [path[points, 5]["sales"] - path[0, 5]["sales"] for points in (1, 5)]
        figures["net_revenue_retention_point_worth"] = worth[0]
        figures["net_revenue_retention_five_points_worth"] = worth[1]
    return figures


def compare(client):
    """All of them."""
    client.db.execute(f"create table simulation as {SIMULATION}")
    client.table("retention_simulator", ["points", "year"],
                 "select * exclude (new_business) from simulation where sales is not null")
    seen = client.figures()
    for figure, value in expected(client).items():
        client.figure(figure, value, seen.get(figure))
