{{ config(materialized='view') }}
with happened as (
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
    from {{ ref('int_organization_events_unite') }}
)

{{ published('happened') }}
