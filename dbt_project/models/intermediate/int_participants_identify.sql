-- Who each mention is: the organisation of that number, or that it was linked to; else a mark of its own. Sector and
-- prefecture are one for each participant: of the registers where they know it, else of the first mention.
with identified as (
    select
        listed.mention_key,
        coalesce(links.org_id, listed.mention_key) as participant_id,
        listed.corporate_number,
        listed.name,
        listed.prefecture_code,
        listed.sector,
        listed.is_nameable,
        coalesce(links.state, 'numbered') as link_state
    from {{ ref('int_named_organizations_list') }} as listed
    left join {{ ref('int_named_organizations_link') }} as links on listed.mention_key = links.mention_key
)

select
    identified.mention_key,
    identified.participant_id,
    organizations.org_id,
    coalesce(organizations.corporate_number, identified.corporate_number) as corporate_number,
    identified.name,
    identified.is_nameable,
    identified.link_state,
    first_value(identified.sector) over (
        partition by identified.participant_id
        order by identified.is_nameable desc, identified.corporate_number nulls last, identified.mention_key
    ) as sector,
    coalesce(
        organizations.prefecture_code,
        first_value(identified.prefecture_code) over (
            partition by identified.participant_id
            order by identified.is_nameable desc, identified.corporate_number nulls last, identified.mention_key
        )
    ) as prefecture_code
from identified
left join {{ ref('organizations') }} as organizations on identified.participant_id = organizations.org_id
