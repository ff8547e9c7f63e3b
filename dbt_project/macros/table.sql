{#-
  A table in place of the one that stands, within one transaction: dropped and made anew.

  The adapter's own way makes it beside, renames both and drops the old one, and asks before about indexes, foreign keys
  and grants, of which there are none here. That is half of what a small table costs. A Python model writes by a
  cursor of its own, for which the old table must be gone before.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- set existing = load_cached_relation(this) -%}
  {%- set target = this.incorporate(type='table') -%}
  {%- set language = model['language'] -%}

  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {% if existing is not none %}
    {% call statement('drop_standing', auto_begin=(language == 'sql')) -%}
      drop {{ existing.type }} {{ existing }}
    {%- endcall %}
  {% endif %}
  {% call statement('main', language=language) -%}
    {{- create_table_as(False, target, compiled_code, language) }}
  {%- endcall %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}

  {{ return({'relations': [target]}) }}
{% endmaterialization %}
