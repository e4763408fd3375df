-- One batch of strays, the polygon above with the first of each group.
SELECT above, stray.code, ST_AsWKB(child.geometry),
       CASE WHEN stray.code = min(stray.code) OVER (PARTITION BY above)
            THEN ST_AsWKB(ancestor.geometry) END
FROM problem_stray AS stray
JOIN place AS child ON child.rowid = stray.place_row
JOIN place AS ancestor ON ancestor.rowid = above_row
WHERE batch = $batch
ORDER BY above, stray.code
