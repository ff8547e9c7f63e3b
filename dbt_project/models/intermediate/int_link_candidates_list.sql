{{ config(materialized='view') }}
-- Organisations of the registers that a mention may name, with their former names and addresses. Those that are not to
-- be shown are among them: else their name would go out as that of an organisation nobody knows.
select
    org_id,
    name,
    kana,
    prefecture_code,
    municipality_code,
    address,
    coalesce(fields, {{ empty_list() }}) as fields,
    false as is_former
from {{ ref('int_organizations_assemble') }}
union
select
    history.org_id,
    history.name,
    history.kana,
    substr(history.municipality_code, 1, 2) as prefecture_code,
    history.municipality_code,
    history.address,
    coalesce(organizations.fields, {{ empty_list() }}) as fields,
    true as is_former
from {{ ref('int_organization_versions_list') }} as history
inner join {{ ref('int_organizations_assemble') }} as organizations on history.org_id = organizations.org_id
where
    history.known_to is null
    and (history.name != organizations.name or history.municipality_code != organizations.municipality_code)
