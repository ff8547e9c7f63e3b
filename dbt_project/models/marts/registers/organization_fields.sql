with stated as (
    select
        org_id,
        field_code,
        listed_on,
        source
    from {{ ref('int_organization_fields_list') }}
)

{{ published('stated') }}
