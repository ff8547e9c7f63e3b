-- Certification periods as each list states them, one row a list, an organisation, a kind and a period. Current, on
-- the list's own day: marked as certified, and not expired or with its renewal pending.
{% set common = [
    'entries.pst_relative', 'entries.pst_absolute', 'entries.pst_ordinance', 'entries.pst_ordinance_by',
] %}
{% set registers = [('npo_portal', 'stg_npo_portal__entries'), ('certified_list', 'stg_certified_list__entries')] %}
with stated as (
    {% for register, staging in registers %}
        {% for kind, flag, first_day, last_day, revoked in [
            ('certified', 'is_certified', 'certified_from', 'certified_to', 'certification_revoked_on'),
            ('specially_certified', 'is_specially_certified', 'specially_certified_from', 'specially_certified_to',
             'special_certification_revoked_on'),
        ] %}
            select
                '{{ register }}' as register,
                '{{ kind }}' as certification_kind,
                entries.listed_on,
                entries.file_row,
                entries.{{ flag }} as is_marked,
                entries.is_renewal_pending,
                entries.{{ first_day }} as valid_from,
                entries.{{ last_day }} as valid_to,
                {{ 'entries.' ~ revoked if register == 'npo_portal' else 'cast(null as date)' }} as revoked_on,
                {{ common | join(', ') }}
            from {{ ref(staging) }} as entries
            where entries.{{ flag }} or entries.{{ first_day }} is not null
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    stated.register,
    stated.listed_on,
    identified.org_id,
    identified.corporate_number,
    identified.jurisdiction_code,
    identified.name,
    stated.certification_kind,
    stated.is_marked,
    stated.is_renewal_pending and stated.is_marked as is_renewal_pending,
    stated.valid_from,
    stated.valid_to,
    stated.revoked_on,
    stated.is_marked
    and stated.revoked_on is null
    and (stated.is_renewal_pending or coalesce(stated.valid_to >= stated.listed_on, false)) as is_current_on_list,
    stated.pst_relative,
    stated.pst_absolute,
    stated.pst_ordinance,
    stated.pst_ordinance_by
from stated
inner join {{ ref('int_register_entries_identify') }} as identified
    on
        stated.register = identified.register
        and stated.listed_on = identified.listed_on
        and stated.file_row = identified.file_row
