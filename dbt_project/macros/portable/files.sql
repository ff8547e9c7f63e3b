{#- Texts of files, values inside a JSON text, and sums of hashes, in DuckDB and in Spark. -#}

{#- A relation of the reports beside the bronze files of some registers: filename and content. -#}
{% macro bronze_reports(registers) %}{{ return(adapter.dispatch('bronze_reports')(registers)) }}{% endmacro %}
{% macro default__bronze_reports(registers) -%}
    read_text('{{ env_var("TSUNAGU_BRONZE") }}/{{ registers }}/*.json')
{%- endmacro %}
{% macro spark__bronze_reports(registers) -%}
    (
        select
            path as filename,
            cast(content as string) as content
        from binaryfile.`{{ env_var("TSUNAGU_BRONZE") }}/{{ registers }}/*.json`
    )
{%- endmacro %}

{#- A relation of the rows of a register that corrections change, with what they are changed to. -#}
{% macro corrected_rows(register) %}{{ return(adapter.dispatch('corrected_rows')(register)) }}{% endmacro %}
{% macro default__corrected_rows(register) -%}
    read_parquet('{{ env_var("TSUNAGU_BRONZE") }}/corrected/{{ register }}.parquet')
{%- endmacro %}
{% macro spark__corrected_rows(register) -%}
    parquet.`{{ env_var("TSUNAGU_BRONZE") }}/corrected/{{ register }}.parquet`
{%- endmacro %}

{% macro json_text(expression, key) %}{{ return(adapter.dispatch('json_text')(expression, key)) }}{% endmacro %}
{% macro default__json_text(expression, key) %}json_extract_string({{ expression }}, '$.{{ key }}'){% endmacro %}
{% macro spark__json_text(expression, key) %}get_json_object({{ expression }}, '$.{{ key }}'){% endmacro %}

{#- One number for the content of a group of rows, whatever their order. -#}
{% macro content_hash(expressions) %}{{ return(adapter.dispatch('content_hash')(expressions)) }}{% endmacro %}
{% macro default__content_hash(expressions) -%}
    cast(sum(cast(hash({{ expressions | join(', ') }}) as hugeint)) as varchar)
{%- endmacro %}
{% macro spark__content_hash(expressions) -%}
    cast(sum(cast(xxhash64({{ expressions | join(', ') }}) as decimal(38, 0))) as string)
{%- endmacro %}
