{#- Only what was published by the day the tables speak for; a file without a date always counts. -#}
{% macro is_published() -%}
    (published_on is null or published_on <= date '{{ var("as_of") }}')
{%- endmacro %}
