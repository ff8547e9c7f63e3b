-- Prefectures and municipalities of the Ministry of Internal Affairs; no wards.
{{ stage_areas(source('bronze', 'municipality_codes')) }}
