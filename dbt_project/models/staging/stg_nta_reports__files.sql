-- What identifies the content of each bronze file of the corporate-number register: its report, which names the
-- hash of the publisher's bytes and the version of the parser. The reports lie beside the files of these sources:
-- depends_on: {{ source('bronze', 'nta_diff') }} {{ source('bronze', 'nta_national') }}
with reports as (
    select
        content,
        replace(filename, '.failed.json', '') != filename as is_failure
    from {{ bronze_reports('nta_*') }}
)

select
    {{ json_text('content', 'source') }} as register,
    {{ json_text('content', 'filename') }} as source_file,
    md5(content) as file_state
from reports
where not is_failure
