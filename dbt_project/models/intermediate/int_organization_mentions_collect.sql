-- Organisations as current records name them, one row a record; and the members themselves. Who may not be counted is
-- not looked for; who may not be named is looked for, and stays inside.
{% set kinds = [
    ('organization_profile', 1, 'sent.fields'), ('collaboration', 3, 'sent.fields'), ('grant', 4, empty_list()),
] %}
with written as (
    {% for kind, preference, fields in kinds %}
        select
            permitted.kind,
            permitted.record_key,
            permitted.stated_on,
            permitted.may_name as is_nameable,
            {{ preference }} as preference,
            sent.organization_name as name,
            sent.organization_kana as kana,
            sent.corporate_number,
            sent.prefecture_code,
            sent.municipality,
            sent.address,
            sent.sector,
            {{ fields }} as fields
        from {{ ref('stg_submission__' ~ kind ~ 's') }} as sent
        inner join {{ ref('int_submission_records_permit') }} as permitted
            on {{ is_current_revision('sent', 'permitted', kind) }}
        where permitted.may_count
        union all
    {% endfor %}
    select
        permitted.kind,
        permitted.record_key,
        permitted.stated_on,
        permitted.may_name as is_nameable,
        2 as preference,
        sent.lead_organization_name as name,
        {{ as_text('null') }} as kana,
        sent.lead_corporate_number as corporate_number,
        sent.lead_prefecture_code as prefecture_code,
        sent.lead_municipality as municipality,
        {{ as_text('null') }} as address,
        sent.lead_sector as sector,
        {{ empty_list() }} as fields
    from {{ ref('stg_submission__programmes') }} as sent
    inner join {{ ref('int_submission_records_permit') }} as permitted
        on {{ is_current_revision('sent', 'permitted', 'programme') }}
    where permitted.may_count
    union all
    select
        'member' as kind,
        member_id as record_key,
        cast(null as date) as stated_on,
        false as is_nameable,
        5 as preference,
        name,
        {{ as_text('null') }} as kana,
        corporate_number,
        prefecture_code,
        municipality,
        {{ as_text('null') }} as address,
        sector,
        {{ empty_list() }} as fields
    from {{ ref('stg_submission__members') }}
)

select
    written.*,
    places.municipality_code,
    {{ mention_key(
        'written.corporate_number', 'written.name', 'written.prefecture_code',
        'coalesce(places.municipality_code, written.municipality)'
    ) }} as mention_key
from written
left join {{ ref('int_submission_places_locate') }} as places
    on written.prefecture_code = places.prefecture_code and written.municipality = places.municipality
