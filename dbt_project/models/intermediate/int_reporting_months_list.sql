-- Month ends from the start of corporate numbers to the last full month of data. Flows of a month are complete when
-- daily files without a gap of more than ten days (the longest holidays) reach from before it to a month after it. A
-- month is read at all when files of fifteen days are of it or the month after; of another month a later national file
-- tells who was numbered and who had ended, and nothing of what happened in between.
with bounds as (
    select max(last_day) as data_until
    from (
        select max(published_on) as last_day from {{ ref('stg_nta_diff__lines') }}
        union all
        select max(published_on) as last_day from {{ ref('stg_nta_national__lines') }}
        union all
        select max(listed_on) as last_day from {{ ref('stg_npo_portal__entries') }}
        union all
        select max(listed_on) as last_day from {{ ref('stg_certified_list__entries') }}
    ) as registers
),

months as (
    {{ month_ends("date '2015-10-31'", '(select data_until from bounds)') }}
),

gaps as (
    select
        published_on,
        next_published_on
    from {{ ref('int_publication_days_collect') }}
    where next_published_on is null or {{ days_between('published_on', 'next_published_on') }} > 10
),

first_day as (
    select min(published_on) as published_on from {{ ref('int_publication_days_collect') }}
),

interrupted as (
    select distinct months.month_end
    from months
    inner join gaps
        on
            gaps.published_on < {{ add_days('months.month_end', 31) }}
            and coalesce(gaps.next_published_on, date '9999-12-31') > {{ month_start('months.month_end') }}
),

read_days as (
    select
        months.month_end,
        count(*) as days
    from months
    inner join {{ ref('int_publication_days_collect') }} as published
        on
            published.published_on > {{ month_start('months.month_end') }}
            and published.published_on <= {{ add_days('months.month_end', 31) }}
    group by months.month_end
),

last_national as (
    select max(published_on) as published_on from {{ ref('stg_nta_national__lines') }}
)

select
    months.month_end,
    {{ month_start('months.month_end') }} as month_start,
    first_day.published_on is not null
    and first_day.published_on <= {{ add_days(month_start('months.month_end'), 10) }}
    and interrupted.month_end is null as is_complete,
    coalesce(read_days.days >= 15, false) as is_read,
    coalesce(last_national.published_on >= months.month_end, false) as is_in_national
from months
inner join bounds on months.month_end <= bounds.data_until
left join first_day on true
left join last_national on true
left join read_days on months.month_end = read_days.month_end
left join interrupted on months.month_end = interrupted.month_end
