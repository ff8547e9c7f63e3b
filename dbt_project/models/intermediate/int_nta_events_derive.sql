-- What happened to an organisation according to the corporate-number register. Only original statements (not
-- corrections, which repeat history) are events, and a change that is stated again is the same event.
with stated as (
    select
        *,
        case
            -- Corporations older than the system were numbered on 2015-10-05; that is no birth.
            when process = '01' and changed_on > date '2015-10-05' then 'registered'
            when process = '11' then 'renamed'
            when process in ('12', '13') then 'moved'
            when process = '21' then 'closed'
            -- 81 strikes a trade name from the register; it ends the organisation only where it is closed by it.
            when process = '81' and close_date is not null then 'closed'
            when process = '22' then 'revived'
            when process = '71' then 'merged'
            when process = '72' then 'merger_cancelled'
            when process = '99' then 'deleted'
        end as event_type
    from {{ ref('int_nta_knowledge_expand') }}
    where known_from = update_date and not is_correction
),

ranked as (
    select
        *,
        row_number() over (
            partition by corporate_number, event_type, changed_on order by update_date, statement_number
        ) as repetition,
        last_value(name) over (
            partition by corporate_number, event_type, changed_on, update_date order by statement_number
            rows between unbounded preceding and unbounded following
        ) as final_name,
        last_value(address) over (
            partition by corporate_number, event_type, changed_on, update_date order by statement_number
            rows between unbounded preceding and unbounded following
        ) as final_address
    from stated
    where event_type is not null
),

-- A move into an area that was newly drawn around the office is the registrar's doing, not the organisation's.
-- Registrars bring their books up to date within weeks; where the ward before is not known, the date decides.
administrative as (
    select distinct
        ranked.corporate_number,
        ranked.changed_on
    from ranked
    inner join {{ ref('stg_municipality_changes__successions') }} as successions
        on
            ranked.municipality_code = successions.successor_code
            and ranked.changed_on >= successions.effective_on
            and ranked.changed_on < {{ add_days('successions.effective_on', 92) }}
    where
        ranked.event_type = 'moved'
        and (
            ranked.previous_municipality_code is null
            or (
                ranked.previous_municipality_code = successions.predecessor_code
                and ranked.previous_street_number is not distinct from ranked.street_number
            )
        )
),

-- The newest line of a national file tells when the number was assigned, whatever was published of it since: the birth
-- of everybody in it is known, though its statement is in no file at hand. It is taken to have been where, and in the
-- form, that the first statement tells.
nationals as (
    select
        corporate_number,
        min(assignment_date) as number_assigned_on,
        min(published_on) as published_on
    from {{ ref('int_nta_lines_keep') }}
    where register = 'nta_national'
    group by corporate_number
),

firsts as (
    select
        corporate_number,
        stated_legal_form,
        municipality_code,
        row_number() over (
            partition by corporate_number order by known_from, changed_on, update_date, statement_number
        ) as choice
    from {{ ref('int_nta_knowledge_expand') }}
),

births as (
    select
        nationals.corporate_number,
        nationals.number_assigned_on as occurred_on,
        nationals.published_on,
        firsts.stated_legal_form as legal_form,
        firsts.municipality_code
    from nationals
    inner join firsts on nationals.corporate_number = firsts.corporate_number and firsts.choice = 1
    where
        nationals.number_assigned_on > date '2015-10-05'
        and nationals.corporate_number not in (
            select ranked.corporate_number from ranked
            where ranked.event_type = 'registered'
        )
)

select
    ranked.corporate_number,
    ranked.event_type,
    ranked.changed_on as occurred_on,
    ranked.update_date as published_on,
    case
        when ranked.event_type = 'renamed' then ranked.previous_name
        when ranked.event_type = 'moved' then ranked.previous_address
    end as before,
    case
        when ranked.event_type in ('registered', 'renamed') then ranked.final_name
        when ranked.event_type = 'moved' then ranked.final_address
    end as after,
    case when ranked.event_type = 'closed' then ranked.close_cause end as close_cause,
    ranked.event_type = 'moved' and administrative.corporate_number is not null as is_administrative,
    ranked.stated_legal_form as legal_form,
    ranked.municipality_code,
    case when ranked.event_type = 'moved' then ranked.previous_municipality_code else ranked.municipality_code end
        as previous_municipality_code
from ranked
left join administrative
    on ranked.corporate_number = administrative.corporate_number and ranked.changed_on = administrative.changed_on
where ranked.repetition = 1
union all
select
    corporate_number,
    'registered' as event_type,
    occurred_on,
    published_on,
    {{ as_text('null') }} as before,
    {{ as_text('null') }} as after,
    {{ as_text('null') }} as close_cause,
    false as is_administrative,
    legal_form,
    municipality_code,
    municipality_code as previous_municipality_code
from births
