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
),

withheld as (
    select org_id from {{ ref('int_withheld_organizations_resolve') }}
    where {{ holds_any('withheld', ['name', 'record']) }}
),

-- A name that is not to be shown is not shown either of a mention nobody could tie to that organisation.
withheld_names as (
    select distinct {{ name_key('words') }} as name_key from {{ ref('int_withheld_words_list') }}
    where kind = 'name'
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
    ) as prefecture_code,
    coalesce(withheld.org_id, withheld_mentions.org_id, withheld_names.name_key) is not null as is_withheld
from identified
left join {{ ref('int_organizations_assemble') }} as organizations
    on identified.participant_id = organizations.org_id
left join withheld on identified.participant_id = withheld.org_id
left join withheld as withheld_mentions on identified.mention_key = withheld_mentions.org_id
left join withheld_names
    on organizations.org_id is null and {{ name_key('identified.name') }} = withheld_names.name_key
