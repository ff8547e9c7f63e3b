-- What the NPO registers add to the life of an organisation: certification, its renewal and end, revocation, dissolution.
-- Learned on the day of the list that first shows it.
with periods as (
    select
        *,
        row_number() over (
            partition by org_id, certification_kind, register order by valid_from nulls last
        ) as period_number,
        -- A period that a later one continues, or a special certification that became a full one, did not lapse.
        max(valid_from) over (partition by org_id, register) as last_valid_from
    from {{ ref('int_certification_periods_collect') }}
),

certified as (
    select
        org_id,
        case when period_number = 1 then 'certified' else 'certification_renewed' end as event_type,
        valid_from as occurred_on,
        first_listed_on as published_on,
        certification_kind as after,
        {{ as_text('null') }} as close_cause,
        register
    from periods
    where valid_from is not null and valid_from <= first_listed_on
),

-- A renewal keeps the first day of the period and moves its last day.
extended as (
    select
        org_id,
        valid_to,
        listed_on,
        certification_kind,
        register,
        lag(valid_to) over (
            partition by org_id, certification_kind, valid_from, register order by listed_on
        ) as previous_valid_to
    from {{ ref('int_certification_periods_list') }}
),

renewed as (
    select
        org_id,
        'certification_renewed' as event_type,
        {{ add_days('previous_valid_to', 1) }} as occurred_on,
        listed_on as published_on,
        certification_kind as after,
        {{ as_text('null') }} as close_cause,
        register
    from extended
    where valid_to > previous_valid_to
),

lapsed as (
    select
        org_id,
        'certification_lapsed' as event_type,
        valid_to as occurred_on,
        coalesce(first_not_current_on, listed_on) as published_on,
        {{ as_text('null') }} as after,
        {{ as_text('null') }} as close_cause,
        register
    from periods
    where
        not is_current_on_list
        and revoked_on is null
        and valid_to < listed_on
        and valid_from = last_valid_from
),

certification_revoked as (
    select
        org_id,
        'certification_revoked' as event_type,
        revoked_on as occurred_on,
        listed_on as published_on,
        {{ as_text('null') }} as after,
        {{ as_text('null') }} as close_cause,
        register
    from {{ ref('int_certification_periods_list') }}
    where revoked_on is not null
),

ended as (
    select
        identified.org_id,
        case when entries.dissolution_ground = 'authentication_revoked' then 'revoked' else 'dissolved' end
            as event_type,
        entries.dissolved_on as occurred_on,
        entries.listed_on as published_on,
        {{ as_text('null') }} as after,
        entries.dissolution_ground as close_cause,
        'npo_portal' as register
    from {{ ref('stg_npo_portal__entries') }} as entries
    inner join {{ ref('int_register_entries_identify') }} as identified
        on
            identified.register = 'npo_portal'
            and entries.listed_on = identified.listed_on
            and entries.file_row = identified.file_row
    where entries.dissolved_on is not null
),

united as (
    select * from certified
    union all
    select * from renewed
    union all
    select * from lapsed
    union all
    select * from certification_revoked
    union all
    select * from ended
),

ranked as (
    select
        *,
        row_number() over (
            partition by org_id, event_type, occurred_on
            order by published_on, register, after nulls last, close_cause nulls last
        ) as repetition
    from united
)

select
    org_id,
    event_type,
    occurred_on,
    published_on,
    after,
    close_cause,
    register
from ranked
where repetition = 1
