-- What a count of the existing is worth, by month end and legal form. Daily files name only organisations that something
-- happened to: without a national file by that day (for NPO corporations also without the portal, which dates founding
-- and end of each) there is no count (x). Until all that happened by the day is published, it is provisional (p).
with nationals as (
    select distinct coalesce(published_on, date '1900-01-01') as published_on
    from {{ ref('stg_nta_national__lines') }}
),

portals as (
    select coalesce(listed_on, date '1900-01-01') as listed_on
    from {{ ref('stg_npo_portal__entries') }}
),

gaps as (
    select
        published_on,
        coalesce(next_published_on, date '9999-12-31') as next_published_on
    from {{ ref('int_publication_days_collect') }}
    where next_published_on is null or {{ days_between('published_on', 'next_published_on') }} > 10
),

months as (
    select
        reporting.month_end,
        {{ add_days('reporting.month_end', 31) }} as told_by,
        max(case when nationals.published_on <= reporting.month_end then nationals.published_on end) as base_on,
        max(nationals.published_on) as last_national_on
    from {{ ref('int_reporting_months_list') }} as reporting
    left join nationals on true
    group by reporting.month_end
),

last_lists as (
    select
        (select max(portals.listed_on) from portals) as last_portal_on,
        (select count(*) from {{ ref('int_publication_days_collect') }}) as days
),

interrupted as (
    select distinct months.month_end
    from months
    inner join gaps on gaps.published_on < months.told_by and gaps.next_published_on > months.base_on
),

judged as (
    select
        months.*,
        -- A later national file, or daily files without a gap since the last one, tell all that happened by the day.
        coalesce(months.last_national_on >= months.told_by, false)
        or (interrupted.month_end is null and last_lists.days > 0) as is_told,
        last_lists.last_portal_on
    from months
    cross join last_lists
    left join interrupted on months.month_end = interrupted.month_end
)

select
    judged.month_end,
    forms.legal_form,
    case
        when judged.base_on is not null then case when not judged.is_told then 'p' end
        when forms.legal_form = 'npo' and judged.last_portal_on is not null
            then case when judged.last_portal_on < judged.told_by then 'p' end
        else 'x'
    end as value_status
from judged
cross join {{ ref('legal_forms') }} as forms
