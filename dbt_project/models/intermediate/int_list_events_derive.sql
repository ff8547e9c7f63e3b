-- What the NPO registers add to the life of an organisation: certification, its renewal and end, revocation, dissolution.
-- A later list may correct a date: it is the same event, dated by the newest statement, learned on the day of the first.
with compared as (
    select
        *,
        lag(valid_from) over (
            partition by org_id, certification_kind, register order by listed_on
        ) as previous_valid_from,
        lag(valid_to) over (
            partition by org_id, certification_kind, register order by listed_on
        ) as previous_valid_to,
        lag(listed_on) over (
            partition by org_id, certification_kind, register order by listed_on
        ) as previous_listed_on
    from {{ ref('int_certification_periods_list') }}
),

statements as (
    select
        *,
        -- Another first and another last day, the first within a year of the former end or later, is another period;
        -- all else restates the former one. Without a former end, what began after the former list is another one.
        sum(
            case
                when valid_from = previous_valid_from or valid_to = previous_valid_to then 0
                when valid_from > coalesce({{ add_days('previous_valid_to', -365) }}, previous_listed_on) then 1
                else 0
            end
        ) over (
            partition by org_id, certification_kind, register order by listed_on
            rows between unbounded preceding and current row
        ) as period_number
    from compared
),

ranked_statements as (
    select
        *,
        row_number() over (
            partition by org_id, certification_kind, register, period_number order by listed_on desc
        ) as recency,
        min(listed_on) over (
            partition by org_id, certification_kind, register, period_number
        ) as first_listed_on,
        min(case when not is_current_on_list and valid_to < listed_on then listed_on end) over (
            partition by org_id, certification_kind, register, period_number
        ) as first_expired_on,
        min(case when revoked_on is not null then listed_on end) over (
            partition by org_id, certification_kind, register, period_number
        ) as first_revoked_on
    from statements
),

periods as (
    select
        *,
        lead(first_listed_on) over (
            partition by org_id, certification_kind, register order by period_number
        ) as next_listed_on
    from ranked_statements
    where recency = 1
),

certified as (
    select
        org_id,
        case when period_number = 0 then 'certified' else 'certification_renewed' end as event_type,
        valid_from as occurred_on,
        case when valid_from <= first_listed_on then first_listed_on else listed_on end as published_on,
        certification_kind as after,
        {{ as_text('null') }} as close_cause,
        register
    from periods
    where valid_from <= listed_on
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

-- Not lapsed is what another period continues without a gap, such as a special certification that became a full one.
continued as (
    select distinct
        periods.org_id,
        periods.certification_kind,
        periods.register,
        periods.period_number
    from periods
    inner join periods as others
        on
            periods.org_id = others.org_id
            and periods.register = others.register
            and others.valid_from <= {{ add_days('periods.valid_to', 1) }}
            and coalesce(others.valid_to, date '9999-12-31') > periods.valid_to
),

lapsed as (
    select
        periods.org_id,
        'certification_lapsed' as event_type,
        -- On its last day a certification still holds.
        {{ add_days('periods.valid_to', 1) }} as occurred_on,
        coalesce(periods.first_expired_on, periods.next_listed_on) as published_on,
        {{ as_text('null') }} as after,
        {{ as_text('null') }} as close_cause,
        periods.register
    from periods
    left join continued
        on
            periods.org_id = continued.org_id
            and periods.certification_kind = continued.certification_kind
            and periods.register = continued.register
            and periods.period_number = continued.period_number
    where
        periods.revoked_on is null
        and not coalesce(periods.is_renewal_pending, false)
        and continued.org_id is null
        and (
            (periods.valid_to < periods.listed_on and not periods.is_current_on_list)
            or periods.valid_to < periods.next_listed_on
        )
),

certification_revoked as (
    select
        org_id,
        'certification_revoked' as event_type,
        revoked_on as occurred_on,
        first_revoked_on as published_on,
        {{ as_text('null') }} as after,
        {{ as_text('null') }} as close_cause,
        register
    from periods
    where revoked_on is not null
),

dissolutions as (
    select
        identified.org_id,
        entries.dissolution_ground,
        entries.dissolved_on,
        min(entries.listed_on) over (partition by identified.org_id) as first_listed_on,
        row_number() over (partition by identified.org_id order by entries.listed_on desc) as recency
    from {{ ref('stg_npo_portal__entries') }} as entries
    inner join {{ ref('int_register_entries_identify') }} as identified
        on
            identified.register = 'npo_portal'
            and entries.listed_on = identified.listed_on
            and entries.file_row = identified.file_row
    where entries.dissolved_on is not null
),

ended as (
    select
        org_id,
        case when dissolution_ground = 'authentication_revoked' then 'revoked' else 'dissolved' end as event_type,
        dissolved_on as occurred_on,
        first_listed_on as published_on,
        {{ as_text('null') }} as after,
        dissolution_ground as close_cause,
        'npo_portal' as register
    from dissolutions
    where recency = 1
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
