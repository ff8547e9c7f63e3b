{#- Two registers of one layout are staged alike. -#}

{#- Lines of the corporate-number register; of two files of one day the lower rank counts. -#}
{% macro stage_nta_lines(register, rank) -%}
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
    hihyoji as is_excluded_from_search,
    {{ rank }} as source_rank,
    correction_state
from {{ mended(register) }}
where {{ is_published() }}
{%- endmacro %}

{#- Areas with their codes; spaces inside names are the publisher's. -#}
{% macro stage_areas(register) -%}
select
    published_on,
    file_row,
    municipality_code,
    municipality_code_6,
    prefecture_code,
    replace(replace(name, ' ', ''), '　', '') as name,
    replace(replace(name_kana, ' ', ''), '　', '') as kana,
    area_kind as area_level,
    latitude,
    longitude
from {{ mended(register) }}
where {{ is_published() }}
{%- endmacro %}
