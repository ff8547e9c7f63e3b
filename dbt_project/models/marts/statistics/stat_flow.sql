with events as (
    select
        events.occurred_on,
        events.event_type,
        coalesce(events.close_cause, 'not_applicable') as close_cause,
        coalesce(events.legal_form, 'unstated') as legal_form,
        substr(events.municipality_code, 1, 2) as prefecture_code,
        substr(events.previous_municipality_code, 1, 2) as previous_prefecture_code
    from {{ ref('int_organization_events_unite') }} as events
    left join {{ ref('int_reporting_months_list') }} as months
        on {{ month_start('events.occurred_on') }} = months.month_start
    where {{ is_flow('events', 'months') }}
),

counted as (
    select
        occurred_on,
        legal_form,
        close_cause,
        prefecture_code,
        case
            when event_type != 'moved' then event_type
            when previous_prefecture_code is null then 'moved_from_unknown'
            when previous_prefecture_code = prefecture_code then 'moved_within'
            else 'moved_in'
        end as measure
    from events
    union all
    select
        occurred_on,
        legal_form,
        close_cause,
        previous_prefecture_code as prefecture_code,
        'moved_out' as measure
    from events
    where event_type = 'moved' and previous_prefecture_code != prefecture_code
),

placed as (
    select
        {{ month_start('occurred_on') }} as month,
        'prefecture' as geography_kind,
        prefecture_code as geography_code,
        legal_form,
        measure,
        close_cause,
        count(*) as happened
    from counted
    where prefecture_code is not null
    group by {{ month_start('occurred_on') }}, prefecture_code, legal_form, measure, close_cause
    union all
    -- For the country a move is a move: in and out of a prefecture are the two sides of one.
    select
        {{ month_start('occurred_on') }} as month,
        'country' as geography_kind,
        'JP' as geography_code,
        legal_form,
        event_type as measure,
        close_cause,
        count(*) as happened
    from events
    group by {{ month_start('occurred_on') }}, legal_form, event_type, close_cause
),

-- Of a month between observed ones that left no row nothing is known, unless its files are complete.
unobserved as (
    select
        months.month_start as month,
        forms.legal_form,
        'any' as measure
    from {{ ref('int_reporting_months_list') }} as months
    cross join (select distinct legal_form from placed) as forms
    where
        not months.is_complete
        and months.month_start > (select min(placed.month) from placed)
        and months.month_start < (select max(placed.month) from placed)
        and months.month_start not in (select placed.month from placed)
),

-- Of a month that a national file alone tells of, nothing but beginnings and ends is known.
untold as (
    select
        months.month_start as month,
        forms.legal_form,
        measures.measure
    from {{ ref('int_reporting_months_list') }} as months
    cross join (select distinct legal_form from placed) as forms
    cross join (
        {% for measure in ['renamed', 'moved', 'revived', 'merged', 'merger_cancelled'] %}
            select '{{ measure }}' as measure
            {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as measures
    where
        months.is_in_national
        and not months.is_read
        and months.month_start in (select placed.month from placed)
),

unknown as (
    select * from unobserved
    union all
    select * from untold
)

select
    placed.month,
    placed.geography_kind,
    placed.geography_code,
    placed.legal_form,
    placed.measure,
    placed.close_cause,
    cast(placed.happened as bigint) as value,
    case when coalesce(months.is_complete, false) then {{ as_text('null') }} else 'p' end as value_status,
    'events' as unit
from placed
left join {{ ref('int_reporting_months_list') }} as months on placed.month = months.month_start
union all
select
    month,
    'country' as geography_kind,
    'JP' as geography_code,
    legal_form,
    measure,
    'not_applicable' as close_cause,
    cast(null as bigint) as value,
    'x' as value_status,
    'events' as unit
from unknown
