-- The days whose rows a month can rest on: its own, and those in a window of one of its dates.
CREATE TEMP TABLE month_reach AS
SELECT month, least(first_day, min(opens_on)) AS first_day, greatest(last_day, max(closes_on)) AS last_day
FROM (
    SELECT month, (month || '-01')::DATE AS first_day, last_day((month || '-01')::DATE) AS last_day
    FROM month
) LEFT JOIN (
    SELECT nominal_on, opens_on, closes_on FROM earlier.main.rule_date
    UNION ALL SELECT nominal_on, opens_on, closes_on FROM snapshot.main.rule_date
) AS dates ON nominal_on BETWEEN first_day AND last_day
GROUP BY month, first_day, last_day;

-- What those are called whom a row names, officials by their family name alone.
CREATE TEMP TABLE name AS
SELECT kind, id, min(name) AS name FROM (
    SELECT 'official' AS kind, official_id AS id,
           left(name, 1) || repeat('*', length(name) - 1) AS name FROM earlier.main.official
    UNION SELECT 'official', official_id, left(name, 1) || repeat('*', length(name) - 1)
    FROM snapshot.main.official
    UNION SELECT 'unit', unit_id, name FROM earlier.main.unit
    UNION SELECT 'unit', unit_id, name FROM snapshot.main.unit
    UNION SELECT 'place', code, name FROM earlier.main.place
    UNION SELECT 'place', code, name FROM snapshot.main.place
    UNION SELECT 'project', project_id, name FROM snapshot.main.project
) GROUP BY kind, id;
CREATE TEMP MACRO called(what, key) AS
    coalesce((SELECT any_value(name) FROM name WHERE kind = what AND id = key), key);
CREATE TEMP MACRO spell(begins, ends) AS
    CASE WHEN coalesce(begins, ends) IS NOT NULL
    THEN '(' || concat_ws('–', coalesce(begins::VARCHAR, ''), coalesce(ends::VARCHAR, '')) || ')' END
