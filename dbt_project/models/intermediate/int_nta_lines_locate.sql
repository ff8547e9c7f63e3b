-- Where the lines about non-profits are: register, file and row. A narrow scan; the lines themselves are read once.
with lines as (
    select
        'nta_diff' as register,
        source_file,
        file_row,
        corporate_number,
        correction_state
    from {{ ref('stg_nta_diff__lines') }}
    union all
    select
        'nta_national' as register,
        source_file,
        file_row,
        corporate_number,
        correction_state
    from {{ ref('stg_nta_national__lines') }}
)

select
    lines.register,
    lines.source_file,
    -- A file without report cannot be recognised: it is read anew every time. A line that is corrected, or no longer,
    -- or in another way, is read anew as well.
    case
        when reports.file_state is null then 'unreported'
        else reports.file_state || coalesce('-' || lines.correction_state, '')
    end as file_state,
    lines.file_row,
    lines.corporate_number
from lines
left join {{ ref('stg_nta_reports__files') }} as reports
    on lines.register = reports.register and lines.source_file = reports.source_file
where lines.corporate_number in (
        select numbers.corporate_number from {{ ref('int_nonprofit_numbers_collect') }} as numbers
    )
