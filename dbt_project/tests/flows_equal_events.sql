-- The flows of the country are the events of the corporate-number register, no more and no fewer.
{{ config(meta={"dagster": {"ref": {"name": "stat_flow"}}}) }}

with flows as (
    select
        measure,
        sum(value) as happened
    from {{ ref('stat_flow') }}
    where geography_kind = 'country'
    group by measure
),

events as (
    select
        event_type as measure,
        count(*) as happened
    from {{ ref('organization_events') }}
    where source = 'nta' and not is_administrative and occurred_on >= date '2015-10-01'
    group by event_type
)

select
    coalesce(flows.measure, events.measure) as measure,
    flows.happened as in_flows,
    events.happened as in_events
from flows
full outer join events on flows.measure = events.measure
where flows.happened is distinct from events.happened
