{{ config(materialized='view') }}
with versions as (
    select
        org_id,
        valid_from,
        valid_to,
        known_from,
        known_to,
        name,
        kana,
        name_en,
        legal_form,
        address,
        municipality_code,
        post_code,
        status,
        close_cause,
        successor_org_id
    from {{ ref('int_organization_versions_list') }}
)

{{ published('versions') }}
