"""The shock monitor: the last month and the last week against the same place in the six months before."""

# Place 0 is the last period that is over; 1 to 6 those of the months before.
PLACES = """
with last_week as (
  select max(last) as last from (
    select last_day(before(month_start(a), back)) - cast(7 * weeks as integer) as last
    from as_of, range(2) r(back), range(4) s(weeks)), as_of where last <= a),
anchor as (select last, cast(last_day(last) - last as integer) as from_end from last_week),
ended as (select case when a = last_day(a) then a else month_start(a) - 1 end as last from as_of)
select 'month' as span, place, month_start(before(last, place)) as first,
  last_day(before(month_start(last), place)) as last
from ended, range(7) r(place)
union all
select 'week', place, last_day(before(month_start(last), place)) - from_end - 6,
  last_day(before(month_start(last), place)) - from_end
from anchor, range(7) r(place)
"""

READINGS = """
with covered as (select place.* from place, history where start <= first),
sales as (select span, place, coalesce(sum(net), 0) as value from covered left join document d
            on d.date between first and last group by span, place),
cash as (select span, place, coalesce(sum(amount), 0) as value from covered left join payment p
           on p.date between first and last group by span, place),
late as (select span, place, sum(open * (t - due)) filter (due < t) / sum(open) filter (due < t) as value
         from covered left join open_at on t = last group by span, place)
select 'net_sales' as figure, *, cast(value as double) as number from sales
union all select 'cash_collected', *, cast(value as double) from cash
union all select 'days_beyond_terms_open', span, place, null, value from late
"""

SHOCKS = """
with watched as (
  select p.span, f.figure, p.place, r.value, r.number
  from place p cross join (values ('net_sales'), ('cash_collected'), ('days_beyond_terms_open')) f(figure)
    left join reading r on r.span = p.span and r.place = p.place and r.figure = f.figure),
judged as (
  select span, figure, any_value(number) filter (place = 0) as last,
    avg(number) filter (place > 0) as mean, median(number) filter (place > 0) as median,
    min(number) filter (place > 0) as low, max(number) filter (place > 0) as high,
    count(number) filter (place > 0) as n, map_from_entries(list((place, {value}))) as numbers
  from watched group by span, figure),
indexed as (select *, case when mean > 0 then 100 * last / mean end as index from judged)
select i.span, p.first as first_day, p.last as last_day, i.figure, numbers[0] as last, i.index, i.median,
  numbers[6] as before_6, numbers[5] as before_5, numbers[4] as before_4, numbers[3] as before_3,
  numbers[2] as before_2, numbers[1] as before_1,
  case when n < 4 or i.last is null or index is null then 'unknown' when i.last > high and index > 115 then 'higher'
       when i.last < low and index < 85 then 'lower' else 'usual' end as flag,
  case when p.last > a - 10 then 'yes' else 'no' end as provisional
from indexed i join place p on p.span = i.span and p.place = 0 cross join as_of
where (i.figure = 'days_beyond_terms_open') = {in_days}
"""


def compare(client):
    """Both spans."""
    client.db.execute(f"create table place as {PLACES}")
    client.db.execute(f"create table reading as {READINGS}")
    client.db.execute(f"create table shock as {SHOCKS.format(value='number', in_days='true or true')}")
    for value, in_days in (("value", False), ("number", True)):
        client.table("shock-monitor", ["span", "figure"], SHOCKS.format(value=value, in_days=in_days),
                     lambda row: (row["figure"] == "days_beyond_terms_open") == in_days)
