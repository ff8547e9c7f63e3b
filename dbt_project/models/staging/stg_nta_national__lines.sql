-- Lines of the National Tax Agency's monthly national file, of every kind of corporation.
select
    source_file,
    file_row,
    published_on,
    corporate_number,
    process,
    coalesce(correct, false) as is_correction,
    update_date,
    change_date,
    name,
    furigana as kana,
    name_en,
    legal_form,
    prefecture_code,
    municipality_code,
    prefecture_name,
    city_name,
    street_number,
    address_outside,
    post_code,
    close_date,
    close_cause as close_cause_code,
    successor_corporate_number,
    change_cause,
    assignment_date,
    2 as source_rank
from {{ source('bronze', 'nta_national') }}
where {{ is_published() }}
