-- Every line of the corporate-number register about a non-profit, as published. Only lines of files that are new or
-- changed, or of organisations newly known as non-profits, are read; lines that are no longer there are forgotten.
-- The numbers are sought in the files, too: else DuckDB holds every corporation of the country for the last join.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook={"sql": "{{ forget_lost_lines(ref('int_nta_lines_locate')) }}", "transaction": false},
) }}
{% set content = [
    'corporate_number', 'process', 'is_correction', 'update_date', 'change_date', 'name', 'kana', 'name_en',
    'municipality_code', 'prefecture_name', 'city_name', 'street_number', 'address_outside', 'post_code',
    'close_date', 'close_cause_code', 'successor_corporate_number', 'change_cause', 'assignment_date', 'legal_form',
    'is_excluded_from_search',
] %}
with missing as (
    select
        located.register,
        located.source_file,
        located.file_state,
        located.file_row,
        located.corporate_number as sought_number
    from {{ ref('int_nta_lines_locate') }} as located
    {% if is_incremental() %}
        left join {{ this }} as kept
            on
                located.register = kept.register
                and located.source_file = kept.source_file
                and located.file_row = kept.file_row
        where kept.file_row is null
    {% endif %}
),

missing_files as (
    select distinct source_file from missing
),

lines as (
    select
        'nta_diff' as register,
        diff.*
    from {{ ref('stg_nta_diff__lines') }} as diff
    where
        diff.source_file in (select missing_files.source_file from missing_files)
        and diff.corporate_number in (select missing.sought_number from missing)
    union all
    select
        'nta_national' as register,
        national.*
    from {{ ref('stg_nta_national__lines') }} as national
    where
        national.source_file in (select missing_files.source_file from missing_files)
        and national.corporate_number in (select missing.sought_number from missing)
)

select
    lines.register,
    lines.source_file,
    missing.file_state,
    '{{ logic_version() }}' as logic_version,
    lines.file_row,
    lines.published_on,
    lines.source_rank,
    -- Sorts daily files before the national, older files before newer, earlier lines before later.
    {{ as_text('lines.source_rank') }} || {{ as_text('lines.published_on') }}
    || lpad({{ as_text('lines.file_row') }}, 9, '0') as place,
    {{ hash_of(content + ["'" ~ logic_version() ~ "'"]) }} as line_hash,
    lines.corporate_number,
    lines.process,
    lines.is_correction,
    lines.update_date,
    coalesce(lines.change_date, lines.update_date) as changed_on,
    lines.name,
    lines.kana,
    lines.name_en,
    lines.legal_form,
    lines.municipality_code,
    lines.city_name,
    lines.street_number,
    coalesce(
        nullif(
            coalesce(lines.prefecture_name, '') || coalesce(lines.city_name, '') || coalesce(lines.street_number, ''),
            ''
        ),
        lines.address_outside
    ) as address,
    lines.post_code,
    lines.close_date,
    case lines.close_cause_code
        when '01' then 'liquidation_completed'
        when '11' then 'dissolved_by_merger'
        when '21' then 'closed_by_registrar'
        when '31' then 'other_liquidation'
    end as close_cause,
    lines.successor_corporate_number,
    lines.assignment_date,
    lines.is_excluded_from_search
from lines
inner join missing
    on
        lines.register = missing.register
        and lines.source_file = missing.source_file
        and lines.file_row = missing.file_row
