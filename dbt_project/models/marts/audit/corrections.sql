with judged as (
    select
        entries.correction_id,
        judged.org_id,
        entries.registers,
        entries.row_key,
        entries.columns as column_names,
        entries.action,
        entries.before,
        entries.after,
        entries.reason_ja,
        entries.reason_en,
        entries.evidence,
        entries.reported_to,
        entries.reported_on,
        judged.status,
        coalesce(entries.mended_on, nullif(judged.otherwise_since, date '1900-01-01')) as mended_on,
        judged.rows_corrected
    from {{ ref('stg_corrections__entries') }} as entries
    inner join {{ ref('int_corrections_judge') }} as judged on entries.correction_id = judged.correction_id
)

{{ published('judged') }}
