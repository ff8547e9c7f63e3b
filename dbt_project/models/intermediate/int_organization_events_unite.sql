{{ config(materialized='view') }}
-- Everything that happened to organisations, whoever may be shown: statistics count it all.
with nta as (
    select
        'JP-JCN-' || events.corporate_number as org_id,
        events.event_type,
        events.occurred_on,
        events.published_on,
        case when events.event_type != 'moved' or not organizations.is_excluded_from_search then events.before end
            as before,
        case when events.event_type != 'moved' or not organizations.is_excluded_from_search then events.after end
            as after,
        events.close_cause,
        events.is_administrative,
        events.legal_form,
        events.municipality_code,
        events.previous_municipality_code,
        'nta' as source
    from {{ ref('int_nta_events_derive') }} as events
    inner join {{ ref('int_organizations_assemble') }} as organizations
        on organizations.org_id = 'JP-JCN-' || events.corporate_number
),

listed as (
    select
        events.org_id,
        events.event_type,
        events.occurred_on,
        events.published_on,
        {{ as_text('null') }} as before,
        events.after,
        events.close_cause,
        false as is_administrative,
        'npo' as legal_form,
        organizations.municipality_code,
        organizations.municipality_code as previous_municipality_code,
        events.register as source
    from {{ ref('int_list_events_derive') }} as events
    inner join {{ ref('int_organizations_assemble') }} as organizations on events.org_id = organizations.org_id
),

united as (
    select * from nta
    union all
    select * from listed
)

select
    org_id,
    event_type,
    occurred_on,
    published_on,
    before,
    after,
    close_cause,
    is_administrative,
    legal_form,
    municipality_code,
    previous_municipality_code,
    source
from united
