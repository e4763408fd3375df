-- The projects at a place, and in which way they lie there: named, where they name it ($codes: it and
-- those it took over); else drawn, where their point lies inside its border of $as_of.
SELECT project_id, max(lies) AS lies FROM (
    SELECT project_id, 'named' AS lies FROM project WHERE list_contains($codes, place_code)
    UNION ALL
    SELECT project_id, 'drawn' FROM project
    WHERE lon IS NOT NULL AND ST_Contains(
        (SELECT geometry FROM places_on($as_of) WHERE code = $code LIMIT 1), ST_Point(lon, lat))
) GROUP BY project_id
