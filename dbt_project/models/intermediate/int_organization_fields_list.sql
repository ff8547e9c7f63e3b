-- Fields of activity of each organisation, by the newest entry of the portal, whoever may be shown.
with newest as (
    select
        identified.org_id,
        entries.*
    from {{ newest_entries('npo_portal', 'stg_npo_portal__entries') }}
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
