-- Which places of parallel layers lie over each other; of one place alone, told from its side.
WITH both_ways AS (
    FROM place_overlap WHERE $code IS NULL OR code = $code
    UNION ALL
    SELECT other_code, code, other_kind, kind, area_m2, other_share, share
    FROM place_overlap WHERE other_code = $code
),
place_then AS (
    SELECT code, kind, name FROM places_on((SELECT loaded_at::DATE FROM city))
)
SELECT here.code, here.name, here.kind, other.code AS other_code, other.name AS other_name,
       other.kind AS other_kind, area_m2, share, other_share
FROM both_ways AS laid
JOIN place_then AS here ON here.code = laid.code AND here.kind = laid.kind
JOIN place_then AS other ON other.code = laid.other_code AND other.kind = laid.other_kind
ORDER BY laid.kind, laid.code, laid.other_kind, area_m2 DESC, laid.other_code
