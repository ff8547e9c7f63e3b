{#- Text in DuckDB and in Spark. -#}

{% macro as_text(expression) %}{{ return(adapter.dispatch('as_text')(expression)) }}{% endmacro %}
{% macro default__as_text(expression) %}cast({{ expression }} as varchar){% endmacro %}
{% macro spark__as_text(expression) %}cast({{ expression }} as string){% endmacro %}

{% macro replace_pattern(expression, pattern, replacement) %}
    {{- return(adapter.dispatch('replace_pattern')(expression, pattern, replacement)) -}}
{% endmacro %}
{% macro default__replace_pattern(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
{% macro spark__replace_pattern(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{#- md5 of several columns; an absent value differs from an empty one. -#}
{% macro hash_of(expressions) -%}
    md5(concat_ws('|',
    {%- for expression in expressions %} coalesce({{ as_text(expression) }}, '~'){{ ',' if not loop.last }}{% endfor -%}
    ))
{%- endmacro %}

{#- sha256 of a text in UTF-8, in hexadecimal digits. -#}
{% macro sha256_of(expression) %}{{ return(adapter.dispatch('sha256_of')(expression)) }}{% endmacro %}
{% macro default__sha256_of(expression) %}sha256({{ expression }}){% endmacro %}
{% macro spark__sha256_of(expression) %}sha2({{ expression }}, 256){% endmacro %}
