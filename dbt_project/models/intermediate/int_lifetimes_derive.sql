-- How long each organisation whose founding is known has lived, seen from when to when. A register that tells of no end
-- before a day began to observe then, so an older organisation enters the risk set on that day only (left truncation);
-- one that still exists leaves it on the last day for which ends are told (right censoring). An end of which no day is
-- known is left out. Not by stays: of who ended a national file states the last state alone, and so no stay.
with days as (
    select
        legal_form,
        coalesce(
            max(case when value_status is null then month_end end),
            max(case when value_status = 'p' then month_end end)
        ) as as_of_on
    from {{ ref('int_stock_days_judge') }}
    group by legal_form
),

registers as (
    select
        starts.either_observes_from,
        (select count(published_on) from {{ ref('stg_nta_national__lines') }}) as national_lines
    from {{ ref('int_observation_starts_find') }} as starts
),

lives as (
    select
        organizations.org_id,
        organizations.legal_form,
        days.as_of_on,
        stock.value_status,
        coalesce(least(organizations.closed_on, organizations.dissolved_on), date '9999-12-31') as ended_on,
        -- Corporations older than their numbers were numbered on 2015-10-05; that is no founding.
        coalesce(
            organizations.exists_from,
            case when organizations.number_assigned_on > date '2015-10-05' then organizations.number_assigned_on end
        ) as founded_on,
        case when organizations.is_in_portal then registers.either_observes_from else date '2015-10-05' end
            as observed_from
    from {{ ref('int_organizations_assemble') }} as organizations
    inner join days on organizations.legal_form = days.legal_form
    inner join {{ ref('int_stock_days_judge') }} as stock
        on organizations.legal_form = stock.legal_form and days.as_of_on = stock.month_end
    cross join registers
    -- Daily files alone show those to whom something happened, and so the ended before the living.
    where
        (organizations.is_in_portal or registers.national_lines > 0)
        and organizations.status != 'deleted'
        and not (
            coalesce(organizations.is_dissolved, false)
            and organizations.dissolved_on is null
            and organizations.closed_on is null
        )
),

observed as (
    select
        *,
        greatest(founded_on, observed_from) as entry_on,
        least(ended_on, as_of_on) as exit_on
    from lives
    where founded_on is not null
)

select
    org_id,
    legal_form,
    year(founded_on) as founding_year,
    {{ days_between('founded_on', 'entry_on') }} as entry_days,
    {{ days_between('founded_on', 'exit_on') }} as exit_days,
    ended_on <= as_of_on as has_ended,
    as_of_on,
    value_status
from observed
where entry_on < exit_on
