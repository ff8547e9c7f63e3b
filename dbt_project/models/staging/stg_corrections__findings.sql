-- What each file says where a correction looks, and how many of its rows were corrected.
select
    correction_id,
    register,
    source_file,
    published_on,
    rows_found,
    is_as_expected,
    rows_corrected,
    file_row,
    corporate_number,
    says
from {{ source('bronze', 'correction_findings') }}
where {{ is_published() }}
