-- Versions of an organisation in two times: valid (when it was so) and known (when the register said so). Versions
-- that say the same are joined in both times.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook={"sql": "{{ forget_changed_organizations(ref('int_nta_knowledge_expand'), 'organization_state') }}", "transaction": false},
) }}
{% set attributes = [
    'name', 'kana', 'name_en', 'legal_form', 'address', 'municipality_code', 'post_code', 'status', 'close_date',
    'close_cause', 'successor_corporate_number', 'is_excluded_from_search',
] %}
with versions as (
    select
        {{ organization_state('organization_state') }} as organization_state,
        corporate_number,
        known_from,
        known_until,
        knowledge_number,
        changed_on,
        {{ attributes | join(', ') }},
        {{ hash_of(attributes) }} as version_hash
    from {{ ref('int_nta_knowledge_expand') }}
    where
        is_last_of_day
        {% if is_incremental() %}
            and {{ organization_state('organization_state') }} not in (
                select done.organization_state from {{ this }} as done
            )
        {% endif %}
),

compared as (
    select
        *,
        lag(version_hash) over (partition by corporate_number, known_from order by changed_on) as previous_hash
    from versions
),

valid as (
    select
        *,
        changed_on as valid_from,
        lead(changed_on) over (partition by corporate_number, known_from order by changed_on) as valid_to
    from compared
    where previous_hash is null or previous_hash != version_hash
),

numbered as (
    select
        *,
        knowledge_number - row_number() over (
            partition by corporate_number, valid_from, valid_to, version_hash order by knowledge_number
        ) as stretch
    from valid
),

stretches as (
    select
        min(organization_state) as organization_state,
        corporate_number,
        valid_from,
        valid_to,
        version_hash,
        stretch,
        min(known_from) as known_from,
        -- The last state of knowledge is open: its end is null and counts as the greatest.
        nullif(max(coalesce(known_until, date '9999-12-31')), date '9999-12-31') as known_to,
    {%- for attribute in attributes %}
        min({{ attribute }}) as {{ attribute }}{{ ',' if not loop.last }}
    {%- endfor %}
    from numbered
    group by corporate_number, valid_from, valid_to, version_hash, stretch
)

select
    organization_state,
    corporate_number,
    valid_from,
    valid_to,
    known_from,
    known_to,
    {{ attributes | join(', ') }}
from stretches
