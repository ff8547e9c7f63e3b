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
        {#- A left join, and not the absence of a match asked for in `where`: DuckDB would gather the millions of
            places first to ask each only once. #}
        left join {{ corrected_rows(register) }} as corrected
            on
                published.source_file = corrected.source_file
                and published.published_on is not distinct from corrected.published_on
                and published.file_row = corrected.file_row
        where corrected.file_row is null
        union all
        select corrected.*
        from {{ corrected_rows(register) }} as corrected
        where not corrected.is_dropped
    )
{%- endmacro %}
