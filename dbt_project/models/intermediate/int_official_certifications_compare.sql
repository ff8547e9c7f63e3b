-- Certified corporations on the list nearest to the day of an official figure (the last one before it, else the first
-- after it, at most a year away), and by how many the two days can differ. From a list to a later day those may leave
-- whose period ends or is up for renewal, and as many may come as began in the year before, besides special
-- certifications that become full ones. Of a list after the day the periods say themselves who came and went.
with figures as (
    select distinct
        counted_on,
        geography_kind,
        geography_code,
        measure
    from {{ ref('official_figures') }}
    where measure in ('certified', 'specially_certified', 'certified_of_either_kind')
),

lists as (
    select distinct
        register,
        listed_on
    from {{ ref('int_certification_periods_list') }}
),

ranked_lists as (
    select
        days.counted_on,
        lists.register,
        lists.listed_on,
        row_number() over (
            partition by days.counted_on
            order by
                case when lists.listed_on <= days.counted_on then 0 else 1 end,
                abs({{ days_between('lists.listed_on', 'days.counted_on') }}),
                lists.register
        ) as choice
    from (select distinct counted_on from figures) as days
    inner join lists on abs({{ days_between('lists.listed_on', 'days.counted_on') }}) <= 366
),

periods as (
    select
        ranked_lists.counted_on,
        stated.listed_on,
        stated.org_id,
        stated.jurisdiction_code,
        stated.certification_kind,
        stated.is_current_on_list as is_current,
        case
            when stated.listed_on <= ranked_lists.counted_on
                then
                    stated.is_current_on_list
                    and (stated.is_renewal_pending or coalesce(stated.valid_to <= ranked_lists.counted_on, false))
            else stated.is_current_on_list and coalesce(stated.valid_from > ranked_lists.counted_on, false)
        end as may_be_ours_alone,
        case
            when stated.listed_on <= ranked_lists.counted_on
                then
                    stated.is_current_on_list
                    and coalesce(stated.valid_from > {{ add_months('stated.listed_on', -12) }}, false)
            else not stated.is_current_on_list and coalesce(stated.valid_to >= ranked_lists.counted_on, false)
        end as may_be_theirs_alone
    from ranked_lists
    inner join {{ ref('int_certification_periods_list') }} as stated
        on ranked_lists.register = stated.register and ranked_lists.listed_on = stated.listed_on
    where ranked_lists.choice = 1
),

laid as (
    select
        counted_on,
        certification_kind as measure,
        jurisdiction_code,
        org_id,
        is_current,
        may_be_ours_alone,
        may_be_theirs_alone
    from periods
    union all
    select
        counted_on,
        'certified_of_either_kind' as measure,
        jurisdiction_code,
        org_id,
        is_current,
        may_be_ours_alone,
        may_be_theirs_alone
    from periods
    union all
    select
        counted_on,
        'certified' as measure,
        jurisdiction_code,
        org_id,
        false as is_current,
        false as may_be_ours_alone,
        true as may_be_theirs_alone
    from periods
    where certification_kind = 'specially_certified' and is_current and listed_on <= counted_on
)

select
    figures.counted_on,
    figures.geography_kind,
    figures.geography_code,
    figures.measure,
    chosen.listed_on as our_counted_on,
    case when chosen.listed_on is not null then count(distinct case when laid.is_current then laid.org_id end) end
        as value,
    count(distinct case when laid.may_be_ours_alone then laid.org_id end) as most_ours_alone,
    count(distinct case when laid.may_be_theirs_alone then laid.org_id end) as most_theirs_alone
from figures
left join ranked_lists as chosen on figures.counted_on = chosen.counted_on and chosen.choice = 1
left join laid
    on
        figures.counted_on = laid.counted_on
        and figures.measure = laid.measure
        and (figures.geography_kind = 'country' or figures.geography_code = laid.jurisdiction_code)
group by figures.counted_on, figures.geography_kind, figures.geography_code, figures.measure, chosen.listed_on
