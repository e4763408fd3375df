-- One mark for each month of all that its figures can rest on, whatever order the rows are in, and
-- under NULL one of what every month rests on.
SELECT month::DATE AS month, sum(mark) AS mark
FROM (
    SELECT date_trunc('month', nominal_on) AS month,
           hash(rule_id, responsible_kind, responsible_id, target_kind, target_id, nominal_on,
                due_on, opens_on, closes_on, exempt, settled_on, reported, kind, unit_id,
                province_code, city_code, county_code, township_code)::HUGEINT AS mark
    FROM obligation
    UNION ALL
    SELECT date_trunc('month', visited_on), hash('visit', target_kind, target_id, visited_on)::HUGEINT
    FROM visit
    UNION ALL
    SELECT NULL, hash(code, kind, valid_from, valid_to)::HUGEINT FROM place
    UNION ALL
    SELECT NULL, hash(lineage)::HUGEINT FROM lineage
    UNION ALL
    SELECT NULL, hash(succession)::HUGEINT FROM succession
    UNION ALL
    SELECT NULL, hash(rule_id, role, targets, reported_by, valid_from, valid_to)::HUGEINT FROM rule
    UNION ALL
    SELECT NULL, hash(kinds, reports_inferred)::HUGEINT FROM city
) GROUP BY 1
