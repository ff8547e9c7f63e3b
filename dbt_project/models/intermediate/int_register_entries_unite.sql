-- Every entry of the NPO registers (portal, certified list), with what identifies it: the corporate number, else the
-- portal's id, else authority and name.
with portal as (
    select
        'npo_portal' as register,
        entries.listed_on,
        entries.file_row,
        entries.corporate_number,
        entries.portal_id,
        coalesce(by_name.jurisdiction_code, by_id.jurisdiction_code) as jurisdiction_code,
        entries.name,
        entries.address
    from {{ ref('stg_npo_portal__entries') }} as entries
    left join {{ ref('competent_authorities') }} as by_name on entries.jurisdiction_name = by_name.name_ja
    left join {{ ref('competent_authorities') }} as by_id on substr(entries.portal_id, 1, 3) = by_id.jurisdiction_code
),

certified as (
    select
        'certified_list' as register,
        listed_on,
        file_row,
        corporate_number,
        {{ as_text('null') }} as portal_id,
        jurisdiction_code,
        name,
        address
    from {{ ref('stg_certified_list__entries') }}
),

united as (
    select * from portal
    union all
    select * from certified
),

keyed as (
    select
        *,
        {{ name_key('name') }} as name_key
    from united
)

select
    keyed.register,
    keyed.listed_on,
    keyed.file_row,
    coalesce(
        keyed.corporate_number,
        keyed.portal_id,
        coalesce(keyed.jurisdiction_code, '000') || '-' || substr(md5(keyed.name_key), 1, 10)
    ) as entry_key,
    keyed.corporate_number,
    keyed.portal_id,
    keyed.jurisdiction_code,
    authorities.prefecture_code,
    keyed.name,
    keyed.name_key,
    keyed.address
from keyed
left join {{ ref('competent_authorities') }} as authorities
    on keyed.jurisdiction_code = authorities.jurisdiction_code
