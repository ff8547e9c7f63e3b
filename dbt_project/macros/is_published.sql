{#- Only what was published by the day the tables speak for; a file without a date always counts.
    The day comes by environment: another --vars would make dbt parse the whole project anew. -#}
{% macro is_published() -%}
    (published_on is null or published_on <= date '{{ env_var("TSUNAGU_AS_OF", "9999-12-31") }}')
{%- endmacro %}
