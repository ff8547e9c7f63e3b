-- The flows of the country are the events of the corporate-number register in the months that can be told, no more and
-- no fewer; and whoever moved into a prefecture moved out of another.
{{ config(meta={"dagster": {"ref": {"name": "stat_flow"}}}) }}

with flows as (
    select
        measure,
        sum(value) as happened
    from {{ ref('stat_flow') }}
    where geography_kind = 'country' and value is not null
    group by measure
),

events as (
    select
        events.event_type as measure,
        count(*) as happened
    from {{ ref('int_organization_events_unite') }} as events
    left join {{ ref('int_reporting_months_list') }} as months
        on {{ month_start('events.occurred_on') }} = months.month_start
    where {{ is_flow('events', 'months') }}
    group by events.event_type
),

crossings as (
    select
        sum(case when measure = 'moved_in' then value else 0 end) as moved_in,
        sum(case when measure = 'moved_out' then value else 0 end) as moved_out
    from {{ ref('stat_flow') }}
    where geography_kind = 'prefecture'
)

select
    coalesce(flows.measure, events.measure) as measure,
    flows.happened as in_flows,
    events.happened as in_events
from flows
full outer join events on flows.measure = events.measure
where flows.happened is distinct from events.happened
union all
select
    'moved_in, moved_out' as measure,
    moved_in as in_flows,
    moved_out as in_events
from crossings
where moved_in != moved_out
