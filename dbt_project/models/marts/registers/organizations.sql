{{ config(materialized='view') }}
with listed as (
    select
        org_id,
        corporate_number,
        portal_id,
        legal_form,
        name,
        kana,
        name_en,
        jurisdiction_code,
        prefecture_code,
        municipality_code,
        {{ municipality_code_6('municipality_code') }} as municipality_code_6,
        address,
        post_code,
        is_excluded_from_search,
        status,
        established_on,
        number_assigned_on,
        closed_on,
        dissolved_on,
        close_cause,
        successor_org_id,
        certification_kind,
        certification_valid_from,
        certification_valid_to,
        fields,
        sources,
        first_seen_on,
        last_seen_on
    from {{ ref('int_organizations_assemble') }}
)

{{ published('listed') }}
