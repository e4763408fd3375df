-- Files that seem to tell the same visits in other words: of the places and days that both have, most with
-- the same counts. Who came differs, else they would be one visit. A row a pair of files.
WITH told AS (
    SELECT regexp_replace(source_file, '#[0-9a-f]+$', '') AS file, target_kind, target_id, visited_on,
           count(*) AS visits,
           [sum(talks), sum(households), sum(disputes), sum(matters), sum(suggestions)] AS counts
    FROM visit
    WHERE NOT is_month_only AND NOT from_roster AND source_file IS NOT NULL
    GROUP BY ALL
),
beside AS (
    SELECT one.file, other.file AS other, one.target_id, one.visited_on,
           one.visits = other.visits AND len(given) > 0
           AND len(list_filter(given, lambda it: it[1] != it[2])) = 0 AS is_alike
    FROM told AS one JOIN told AS other USING (target_kind, target_id, visited_on),
        LATERAL (SELECT list_filter(list_zip(one.counts, other.counts),
                                    lambda it: it[1] + it[2] > 0) AS given)
    WHERE one.file < other.file
)
SELECT file, other, count_if(is_alike) AS visits, count(*) AS shared,
       list_sort(list(DISTINCT coalesce(place.name, target_id) || ' ' || visited_on)
           FILTER (is_alike)) AS shown
FROM beside LEFT JOIN (SELECT code, any_value(name) AS name FROM place GROUP BY code) AS place
    ON place.code = target_id
GROUP BY ALL
HAVING count_if(is_alike) >= $least AND count_if(is_alike) >= $share * count(*)
ORDER BY ALL
