-- The address of an organisation that the tax agency's search leaves out is in no table.
{{ config(meta={"dagster": {"ref": {"name": "organizations"}}}) }}

select org_id
from {{ ref('organizations') }}
where is_excluded_from_search and (address is not null or post_code is not null)
union all
select history.org_id
from {{ ref('organization_history') }} as history
inner join {{ ref('organizations') }} as organizations on history.org_id = organizations.org_id
where organizations.is_excluded_from_search and (history.address is not null or history.post_code is not null)
union all
select events.org_id
from {{ ref('organization_events') }} as events
inner join {{ ref('organizations') }} as organizations on events.org_id = organizations.org_id
where
    organizations.is_excluded_from_search
    and events.event_type = 'moved'
    and (events.before is not null or events.after is not null)
