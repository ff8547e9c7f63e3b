-- Entries of the NPO registers with the organisation each is about; of two entries of one list for one organisation
-- the first in the file counts.
with identified as (
    select
        unite.register,
        unite.listed_on,
        unite.file_row,
        coalesce(links.org_id, 'JP-JCN-' || unite.corporate_number) as org_id,
        coalesce(
            unite.corporate_number,
            case when links.org_id like 'JP-JCN-%' then substr(links.org_id, 8) end
        ) as corporate_number,
        unite.portal_id,
        unite.jurisdiction_code,
        unite.prefecture_code,
        -- A designated city is the authority of those whose offices all lie in it, whatever their address omits.
        coalesce(located.municipality_code, authorities.municipality_code) as municipality_code,
        unite.name
    from {{ ref('int_register_entries_unite') }} as unite
    left join {{ ref('int_identifier_links_match') }} as links
        on unite.register = links.register and unite.entry_key = links.entry_key
    left join {{ ref('int_register_entries_locate') }} as located
        on unite.prefecture_code = located.prefecture_code and unite.address = located.address
    left join {{ ref('competent_authorities') }} as authorities
        on unite.jurisdiction_code = authorities.jurisdiction_code
),

ranked as (
    select
        *,
        row_number() over (partition by register, listed_on, org_id order by file_row) as repetition,
        rank() over (partition by register, org_id order by listed_on desc) as recency,
        min(listed_on) over (partition by register, org_id) as first_listed_on
    from identified
)

select
    register,
    listed_on,
    file_row,
    org_id,
    corporate_number,
    portal_id,
    jurisdiction_code,
    prefecture_code,
    municipality_code,
    name,
    first_listed_on,
    recency = 1 as is_newest
from ranked
where repetition = 1
