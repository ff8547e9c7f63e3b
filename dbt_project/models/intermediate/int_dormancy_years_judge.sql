-- How far the ends of a calendar year are told, by the day to which it is counted. Closures are told by a national file
-- after it, or by daily files without a gap; by a complete month or files of 15 days in part, by fewer not at all: a zero
-- would say nothing. Revocations are told by a portal file after it.
with years as (
    select
        year(month_end) as year,
        min(month_start) as first_on,
        max(month_end) as as_of_on,
        {{ add_days('max(month_end)', 31) }} as told_by,
        count(*) as months,
        sum(case when is_complete then 1 else 0 end) as months_complete
    from {{ ref('int_reporting_months_list') }}
    group by year(month_end)
),

newest as (
    select
        (select max(published_on) from {{ ref('stg_nta_national__lines') }}) as national_on,
        (select max(listed_on) from {{ ref('stg_npo_portal__entries') }}) as portal_on
),

published as (
    select
        years.year,
        count(days.published_on) as days
    from years
    left join {{ ref('int_publication_days_collect') }} as days
        on days.published_on >= years.first_on and days.published_on <= years.as_of_on
    group by years.year
)

select
    years.as_of_on,
    years.first_on,
    case
        when coalesce(newest.national_on >= years.told_by, false) or years.months_complete = years.months
            then {{ as_text('null') }}
        when
            years.months_complete > 0
            or published.days >= 15
            or coalesce(newest.national_on >= years.first_on, false)
            then 'p'
        else 'x'
    end as closures_status,
    case
        when newest.portal_on is null or newest.portal_on < years.first_on then 'x'
        when newest.portal_on < years.told_by then 'p'
    end as revocations_status
from years
inner join published on years.year = published.year
cross join newest
