-- Fields of activity of each organisation, by the newest entry of the portal, whoever may be shown.
with newest as (
    select
        identified.org_id,
        entries.*
    from {{ ref('stg_npo_portal__entries') }} as entries
    inner join {{ ref('int_register_entries_identify') }} as identified
        on
            identified.register = 'npo_portal'
            and identified.is_newest
            and entries.listed_on = identified.listed_on
            and entries.file_row = identified.file_row
)

{% for number in range(1, 21) %}
    select
        org_id,
        '{{ '%02d' | format(number) }}' as field_code,
        listed_on,
        'npo_portal' as source
    from newest
    where field_{{ '%02d' | format(number) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
