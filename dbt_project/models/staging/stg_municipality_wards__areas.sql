-- Municipalities and wards with coordinates.
{{ stage_areas(source('bronze', 'municipality_wards')) }}
