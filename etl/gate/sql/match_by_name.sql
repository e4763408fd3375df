-- A shape that names its place, exactly and inside the parent whose code it states, if it states one,
-- and only where one place alone bears the name on the day of the shapes ($on), or at any time if none
-- does. Where the parent is named, or the name is spelt otherwise, it is asked for (place_codes.py).
UPDATE typed SET code = coalesce(found.there, found.ever) FROM (
    SELECT t._file, t._row,
           CASE WHEN count(DISTINCT p.code) = 1 THEN any_value(p.code) END AS ever,
           CASE WHEN count(DISTINCT p.code) FILTER (p.there) = 1
                THEN any_value(p.code) FILTER (p.there) END AS there
    FROM typed AS t
    JOIN (
        SELECT code, name, parent_code, kind,
               in_force($on, valid_from, valid_to) AS there
        FROM place
    ) AS p ON t.name = p.name AND (t.parent_code IS NULL OR t.parent_code = p.parent_code)
    WHERE (p.kind = $kind OR ($by_name AND p.kind IN ('village', 'community')))
      AND coalesce(t.parent_name, t.township_name, t.county_name) IS NULL
    GROUP BY t._file, t._row
) AS found
WHERE typed._file = found._file AND typed._row = found._row
