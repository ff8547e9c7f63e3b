select
    register as source,
    entry_key as record_key,
    org_id,
    rule,
    probability,
    'name=' || name_key
    || coalesce(' municipality=' || municipality_code, '')
    || coalesce(' jurisdiction=' || jurisdiction_code, '') as evidence,
    jurisdiction_code,
    name as name_as_listed
from {{ ref('int_identifier_links_match') }}
