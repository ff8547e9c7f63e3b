with linked as (
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
    union all
    -- What members named without a number, where they let it be named and it was found in a register.
    select
        'member_submissions' as source,
        links.mention_key as record_key,
        organizations.org_id,
        links.rule,
        cast(links.probability as decimal(5, 4)) as probability,
        coalesce(links.evidence, '') as evidence,
        {{ as_text('null') }} as jurisdiction_code,
        listed.name as name_as_listed
    from {{ ref('int_named_organizations_link') }} as links
    inner join {{ ref('int_named_organizations_list') }} as listed on links.mention_key = listed.mention_key
    inner join {{ ref('organizations') }} as organizations on links.org_id = organizations.org_id
    where listed.is_nameable and links.state in ('linked', 'decided')
)

{{ published('linked') }}
