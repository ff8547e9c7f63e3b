-- One row an organisation ever seen, each attribute from the register that knows it best: name, address and end from the
-- corporate-number register, else from the portal, else from the certified list.
{% set field_flags = [] %}
{% for number in range(1, 21) -%}
    {% do field_flags.append(('%02d' | format(number), 'entries.field_%02d' | format(number))) %}
{%- endfor %}
with nta as (
    select
        'JP-JCN-' || history.corporate_number as org_id,
        history.*,
        inputs.number_assigned_on,
        inputs.first_seen_on,
        inputs.last_seen_on,
        inputs.is_in_diff,
        inputs.is_in_national
    from {{ ref('int_nta_history_resolve') }} as history
    inner join {{ ref('int_organization_inputs') }} as inputs on history.corporate_number = inputs.corporate_number
    where history.known_to is null and history.valid_to is null
),

portal as (
    select
        identified.org_id,
        identified.corporate_number,
        identified.jurisdiction_code,
        identified.prefecture_code,
        identified.municipality_code,
        identified.first_listed_on,
        entries.listed_on,
        entries.portal_id,
        entries.name,
        entries.kana,
        entries.address,
        entries.post_code,
        entries.established_on,
        coalesce(entries.established_on, entries.established_certification_on) as exists_from,
        entries.is_dissolved,
        entries.dissolved_on,
        entries.dissolution_ground,
        {{ list_of_true(field_flags) }} as fields
    from {{ newest_entries('npo_portal', 'stg_npo_portal__entries') }}
),

certified as (
    select
        identified.*,
        entries.address
    from {{ newest_entries('certified_list', 'stg_certified_list__entries') }}
),

keys as (
    select org_id from nta
    union
    select org_id from portal
    union
    select org_id from certified
),

current_certifications as (
    select
        org_id,
        certification_kind,
        valid_from,
        valid_to,
        row_number() over (partition by org_id order by certification_kind, valid_from desc nulls last) as choice
    from {{ ref('int_certification_periods_collect') }}
    where is_current
),

assembled as (
    select
        keys.org_id,
        coalesce(nta.corporate_number, portal.corporate_number, certified.corporate_number) as corporate_number,
        portal.portal_id,
        coalesce(nta.legal_form, case when portal.org_id is not null or certified.org_id is not null then 'npo' end)
            as legal_form,
        coalesce(nta.name, portal.name, certified.name) as name,
        coalesce(nta.kana, portal.kana) as kana,
        nta.name_en,
        coalesce(portal.jurisdiction_code, certified.jurisdiction_code) as jurisdiction_code,
        coalesce(nta.municipality_code, portal.municipality_code, certified.municipality_code) as municipality_code,
        coalesce(portal.prefecture_code, certified.prefecture_code) as jurisdiction_prefecture_code,
        -- Of whom the tax agency's search does not show, the address is not repeated here either.
        coalesce(nta.is_excluded_from_search, false) as is_excluded_from_search,
        case
            when not coalesce(nta.is_excluded_from_search, false)
                then coalesce(nta.address, portal.address, certified.address)
        end as address,
        case
            when not coalesce(nta.is_excluded_from_search, false) then coalesce(nta.post_code, portal.post_code)
        end as post_code,
        case
            when nta.status in ('deleted', 'merged') then nta.status
            when portal.dissolution_ground = 'dissolved_by_merger' then 'merged'
            when portal.dissolution_ground = 'authentication_revoked' then 'revoked'
            when nta.status = 'closed' then 'closed'
            when portal.is_dissolved then 'dissolved'
            else 'active'
        end as status,
        coalesce(
            portal.established_on,
            case when nta.number_assigned_on > date '2015-10-05' then nta.number_assigned_on end
        ) as established_on,
        portal.exists_from,
        nta.number_assigned_on,
        case when nta.status = 'deleted' then nta.valid_from else nta.close_date end as closed_on,
        portal.dissolved_on,
        portal.is_dissolved,
        coalesce(nta.close_cause, portal.dissolution_ground) as close_cause,
        'JP-JCN-' || nta.successor_corporate_number as successor_org_id,
        current_certifications.certification_kind,
        current_certifications.valid_from as certification_valid_from,
        current_certifications.valid_to as certification_valid_to,
        portal.fields,
        {{ list_of_true([
            ('certified_list', 'certified.org_id is not null'),
            ('npo_portal', 'portal.org_id is not null'),
            ('nta_diff', 'nta.is_in_diff'),
            ('nta_national', 'nta.is_in_national'),
        ]) }} as sources,
        least(nta.first_seen_on, portal.first_listed_on, certified.first_listed_on) as first_seen_on,
        greatest(nta.last_seen_on, portal.listed_on, certified.listed_on) as last_seen_on,
        nta.org_id is not null as is_in_nta,
        portal.org_id is not null as is_in_portal
    from keys
    left join nta on keys.org_id = nta.org_id
    left join portal on keys.org_id = portal.org_id
    left join certified on keys.org_id = certified.org_id
    left join current_certifications
        on keys.org_id = current_certifications.org_id and current_certifications.choice = 1
)

select
    org_id,
    corporate_number,
    portal_id,
    legal_form,
    name,
    kana,
    name_en,
    jurisdiction_code,
    coalesce(substr(municipality_code, 1, 2), jurisdiction_prefecture_code) as prefecture_code,
    municipality_code,
    address,
    post_code,
    is_excluded_from_search,
    status,
    established_on,
    exists_from,
    number_assigned_on,
    closed_on,
    dissolved_on,
    is_dissolved,
    close_cause,
    successor_org_id,
    certification_kind,
    certification_valid_from,
    certification_valid_to,
    fields,
    sources,
    first_seen_on,
    last_seen_on,
    is_in_nta,
    is_in_portal
from assembled
