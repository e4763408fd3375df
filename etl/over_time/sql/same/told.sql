-- How many go on under an id of today's table, and who may be several of it, by their family name alone.
SELECT 'known_by_name', count(*), '' FROM same WHERE what = $what HAVING count(*) > 0
UNION ALL
SELECT 'known_by_name_several', count(*), string_agg(shown, '、' ORDER BY shown)
FROM (
    SELECT DISTINCT was, CASE WHEN $what = 'unit' THEN name
                              ELSE left(name, 1) || repeat('*', length(name) - 1) END AS shown
    FROM perhaps_same JOIN (
        SELECT official_id AS was, name FROM earlier.official
        UNION ALL SELECT unit_id, name FROM earlier.unit) AS called USING (was)
    WHERE what = $what AND was NOT IN (SELECT was FROM same WHERE what = $what)
      AND ($what = 'unit' OR was IN (SELECT code FROM former WHERE what = $what))
) HAVING count(*) > 0
