-- NPO corporations on the day of an official figure, or on the last day of data before it, and by how many another day
-- and another definition can make the two differ. Another day: no more than in the year before. Another definition: an
-- authority counts from the authentication until it learns of the end, we count from the founding until the first
-- register tells of the end; and who ended on an unknown day is in no count of ours. Of a day before the first end that
-- a register tells, who had ended by then is in no file of ours, and so there is no count.
with figures as (
    select distinct
        counted_on,
        geography_kind,
        geography_code,
        measure
    from {{ ref('official_figures') }}
    where measure in ('authenticated', 'dissolved', 'revoked')
),

registers as (
    select
        (select max(listed_on) from {{ ref('stg_npo_portal__entries') }}) as portal_on,
        (select min(published_on) from {{ ref('stg_nta_national__lines') }}) as first_national_on,
        (select max(published_on) from {{ ref('stg_nta_national__lines') }}) as last_national_on
),

dated as (
    select
        figures.*,
        registers.portal_on,
        registers.first_national_on,
        -- The dissolved and the revoked are counted from the portal alone; the corporate numbers tell of closures, too.
        case
            when figures.measure = 'authenticated' then starts.either_observes_from
            else starts.portal_observes_from
        end as ends_observed_from,
        least(figures.counted_on, greatest(registers.portal_on, registers.last_national_on)) as our_counted_on
    from figures
    cross join registers
    cross join {{ ref('int_observation_starts_find') }} as starts
),

judged as (
    -- Who ended, and under which authority, is known from the portal; how many exist also from a national file.
    select
        *,
        coalesce({{ days_between('our_counted_on', 'counted_on') }} <= 366, false)
        and (
            portal_on is not null
            or (
                measure = 'authenticated'
                and geography_kind = 'country'
                and coalesce(first_national_on <= counted_on, false)
            )
        ) as is_at_hand
    from dated
),

known as (
    select
        *,
        is_at_hand and our_counted_on >= ends_observed_from as is_known,
        case when is_at_hand then 'ends_not_observed' else 'national_file_absent' end as absence
    from judged
),

portal as (
    select
        organizations.org_id,
        organizations.jurisdiction_code,
        organizations.exists_from,
        organizations.closed_on,
        organizations.dissolved_on,
        organizations.is_dissolved,
        entries.established_certification_on as authenticated_on,
        coalesce(entries.dissolution_ground = 'authentication_revoked', false) as is_revoked
    from {{ newest_entries('npo_portal', 'stg_npo_portal__entries') }}
    inner join {{ ref('int_organizations_assemble') }} as organizations on identified.org_id = organizations.org_id
),

stays as (
    select
        org_id,
        jurisdiction_code,
        stays_from,
        stays_to
    from {{ ref('int_organization_stays_derive') }}
    where legal_form = 'npo'
),

existing as (
    select
        known.counted_on,
        known.geography_kind,
        known.geography_code,
        known.measure,
        count(distinct case
            when stays.stays_to is null or stays.stays_to > known.our_counted_on then stays.org_id
        end) as value,
        count(distinct case
            when stays.stays_to > {{ add_months('known.our_counted_on', -12) }}
                and stays.stays_to <= known.our_counted_on
                then stays.org_id
        end) as ended_in_a_year,
        count(distinct case
            when stays.stays_from > {{ add_months('known.our_counted_on', -12) }} then stays.org_id
        end) as begun_in_a_year
    from known
    inner join stays
        on
            stays.stays_from <= known.our_counted_on
            and (known.geography_kind = 'country' or known.geography_code = stays.jurisdiction_code)
    where known.measure = 'authenticated' and known.is_known
    group by known.counted_on, known.geography_kind, known.geography_code, known.measure
),

told as (
    select
        known.counted_on,
        known.geography_kind,
        known.geography_code,
        known.measure,
        count(distinct case
            when portal.dissolved_on <= known.our_counted_on and (known.measure = 'dissolved' or portal.is_revoked)
                then portal.org_id
        end) as ended,
        count(distinct case
            when portal.dissolved_on > {{ add_months('known.our_counted_on', -12) }}
                and portal.dissolved_on <= known.our_counted_on
                and (known.measure = 'dissolved' or portal.is_revoked)
                then portal.org_id
        end) as ended_in_a_year,
        count(distinct case
            when portal.is_dissolved and portal.dissolved_on is null
                and (known.measure != 'revoked' or portal.is_revoked)
                then portal.org_id
        end) as ended_undated,
        count(distinct case
            when portal.closed_on <= known.our_counted_on
                and coalesce(portal.dissolved_on > known.our_counted_on, not portal.is_dissolved)
                then portal.org_id
        end) as ended_in_the_other_register,
        count(distinct case
            when portal.authenticated_on <= known.our_counted_on
                and coalesce(portal.exists_from > known.our_counted_on, true)
                then portal.org_id
        end) as not_yet_founded
    from known
    inner join portal on known.geography_kind = 'country' or known.geography_code = portal.jurisdiction_code
    where known.is_known
    group by known.counted_on, known.geography_kind, known.geography_code, known.measure
)

select
    known.counted_on,
    known.geography_kind,
    known.geography_code,
    known.measure,
    case when known.is_known then known.our_counted_on end as our_counted_on,
    case
        when known.is_known and known.measure = 'authenticated' then coalesce(existing.value, 0)
        when known.is_known then coalesce(told.ended, 0)
    end as value,
    case when not known.is_known then known.absence end as absence,
    case when known.measure = 'authenticated' then coalesce(existing.ended_in_a_year, 0) else 0 end
        as most_ours_alone_by_day,
    case
        when known.measure = 'authenticated' then coalesce(existing.begun_in_a_year, 0)
        else coalesce(told.ended_in_a_year, 0)
    end as most_theirs_alone_by_day,
    coalesce(
        case
            when known.measure = 'authenticated'
                then told.ended_undated + told.ended_in_the_other_register + told.not_yet_founded
            else told.ended_undated
        end,
        0
    ) as most_theirs_alone_by_definition
from known
left join existing
    on
        known.counted_on = existing.counted_on
        and known.geography_kind = existing.geography_kind
        and known.geography_code = existing.geography_code
        and known.measure = existing.measure
left join told
    on
        known.counted_on = told.counted_on
        and known.geography_kind = told.geography_kind
        and known.geography_code = told.geography_code
        and known.measure = told.measure
