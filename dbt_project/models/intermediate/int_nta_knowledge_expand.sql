-- For each day on which the register said something about an organisation: every statement that stood then, in
-- the order in which it happened. A correction that re-emits the history (it begins with process 01) replaces all
-- that was said before; any other statement is added. Of several statements for one day the last one holds.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook={"sql": "{{ forget_changed_organizations(ref('int_organization_inputs'), 'input_hash') }}", "transaction": false},
) }}
{% set in_order = 'partition by corporate_number, known_from order by changed_on, update_date, place' %}
{% set until_now = in_order ~ ' rows between unbounded preceding and current row' %}
with changed as (
    select
        corporate_number,
        {{ organization_state('input_hash') }} as organization_state
    from {{ ref('int_organization_inputs') }}
    {% if is_incremental() %}
        where {{ organization_state('input_hash') }} not in (select done.organization_state from {{ this }} as done)
    {% endif %}
),

lines as (
    select
        changed.organization_state,
        kept.*
    from {{ ref('int_nta_lines_keep') }} as kept
    inner join changed on kept.corporate_number = changed.corporate_number
    inner join {{ ref('int_nta_lines_choose') }} as chosen
        on kept.line_hash = chosen.line_hash and kept.place = chosen.place
),

restarts as (
    select distinct
        corporate_number,
        update_date as restarted_on
    from lines
    where process = '01' and is_correction
),

superseded as (
    select
        lines.line_hash,
        min(restarts.restarted_on) as superseded_on
    from lines
    inner join restarts
        on lines.corporate_number = restarts.corporate_number and lines.update_date < restarts.restarted_on
    group by lines.line_hash
),

days as (
    select distinct
        corporate_number,
        update_date as known_from
    from lines
),

knowledge as (
    select
        corporate_number,
        known_from,
        lead(known_from) over (partition by corporate_number order by known_from) as known_until,
        row_number() over (partition by corporate_number order by known_from) as knowledge_number
    from days
),

standing as (
    select
        lines.*,
        knowledge.known_from,
        knowledge.known_until,
        knowledge.knowledge_number
    from lines
    inner join knowledge
        on lines.corporate_number = knowledge.corporate_number and lines.update_date <= knowledge.known_from
    left join superseded on lines.line_hash = superseded.line_hash
    where superseded.superseded_on is null or superseded.superseded_on > knowledge.known_from
)

select
    organization_state,
    corporate_number,
    known_from,
    known_until,
    knowledge_number,
    row_number() over ({{ in_order }}) as statement_number,
    coalesce(lead(changed_on) over ({{ in_order }}) != changed_on, true) as is_last_of_day,
    process,
    is_correction,
    update_date,
    changed_on,
    -- A deletion states nothing but the number; it ends what was known.
    case when process = '99' then {{ last_known('name', until_now) }} else name end as name,
    case when process = '99' then {{ last_known('kana', until_now) }} else kana end as kana,
    case when process = '99' then {{ last_known('name_en', until_now) }} else name_en end as name_en,
    case when process = '99' then {{ last_known('address', until_now) }} else address end as address,
    case when process = '99' then {{ last_known('post_code', until_now) }} else post_code end as post_code,
    case when process = '99' then {{ last_known('municipality_code', until_now) }} else municipality_code end
        as municipality_code,
    coalesce(
        case
            when process = '99' then {{ last_known('is_excluded_from_search', until_now) }}
            else is_excluded_from_search
        end,
        false
    ) as is_excluded_from_search,
    legal_form as stated_legal_form,
    {{ last_known('legal_form', until_now) }} as legal_form,
    street_number,
    close_date,
    close_cause,
    successor_corporate_number,
    case
        when process = '99' then 'deleted'
        when close_date is null then 'active'
        when close_cause = 'dissolved_by_merger' then 'merged'
        else 'closed'
    end as status,
    lag(name) over ({{ in_order }}) as previous_name,
    lag(address) over ({{ in_order }}) as previous_address,
    lag(municipality_code) over ({{ in_order }}) as previous_municipality_code,
    lag(street_number) over ({{ in_order }}) as previous_street_number
from standing
