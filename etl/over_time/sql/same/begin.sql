-- Who was known by name alone in the snapshot before and stands in a table of today.
CREATE OR REPLACE TEMP TABLE same (what VARCHAR, was VARCHAR, now VARCHAR);
CREATE OR REPLACE TEMP TABLE perhaps_same (what VARCHAR, was VARCHAR, now VARCHAR);
CREATE OR REPLACE TEMP MACRO known_as(kind, id) AS coalesce(
    (SELECT any_value(now) FROM same WHERE same.what = kind AND same.was = id), id);
-- Whether an id was made of words (etl/names/resolve.py), for want of one that an office gave.
CREATE OR REPLACE TEMP MACRO is_of_words(id) AS regexp_full_match(id, '[0-9a-f]{20}')
