{#- Mistakes of publishers, mended where the register is read, so that every table after it is right. -#}

{#- The rows of a register as they are used: those the publisher wrote, but for the few that a correction names. They
    stand beside as they should be, found and held against what the publisher says today before dbt begins. Without a
    correction this is the register itself. -#}
{% macro mended(register) -%}
    {#- What is in the file of corrected rows follows from the corrections: said here for the order of the assets. -#}
    {%- do source('bronze', 'corrections') -%}
    (
        select
            published.*,
            {{ as_text('null') }} as correction_state,
            false as is_dropped
        from {{ source('bronze', register) }} as published
        where not exists (
                select 1 from {{ corrected_rows(register) }} as corrected
                where
                    corrected.source_file = published.source_file
                    and corrected.published_on is not distinct from published.published_on
                    and corrected.file_row = published.file_row
            )
        union all
        select corrected.*
        from {{ corrected_rows(register) }} as corrected
        where not corrected.is_dropped
    )
{%- endmacro %}
