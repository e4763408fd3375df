-- The visits that rules doubt, with who came and where they are. What stands for found is as in found.sql.
SELECT rule, told.visit_id, told.code, told.name, kind, county.name AS county, township.name AS township,
       visited_on, officials, amount, other, is_open, reason, dismissed_by, dismissed_on, county_code, township_code
FROM ({found}) AS told
LEFT JOIN place_names($scope.as_of) AS county ON county.code = county_code
LEFT JOIN place_names($scope.as_of) AS township ON township.code = township_code
LEFT JOIN (SELECT visit_id, string_agg(official.name, '、' ORDER BY official_id) AS officials
           FROM attendance JOIN official USING (official_id) GROUP BY visit_id) AS came
    ON came.visit_id = told.visit_id
WHERE doubtful
ORDER BY county_code, township_code, rule, told.code, visited_on, told.visit_id
