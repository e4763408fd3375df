-- Visits whose point and whose place's polygon are known, estimated cells left out; doubtful: the point lies
-- more than $thresholds.far_point metres from the polygon (on the ellipsoid, 0 inside; derive/distance.sql).
SELECT visit_id, code, distance_m AS amount, distance_m > $thresholds.far_point AS doubtful,
       NULL::VARCHAR AS other
FROM visits_checked($scope)
SEMI JOIN (SELECT code FROM places_on($scope.as_of) WHERE geometry_source <> 'estimated') AS drawn USING (code)
WHERE distance_m IS NOT NULL
