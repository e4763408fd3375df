-- Visits of a known day by a known official; doubtful: the same official was on the same day at another place
-- more than $thresholds.far_apart kilometres away in a straight line, on the ellipsoid (latitude first, as
-- ST_Distance_Spheroid wants). Where a visit gives no point, a point of its place stands for it. The time of
-- day is not known, so no speed is. other: the visit farthest away.
WITH spot AS (
    SELECT code, valid_from, valid_to, coalesce(lon, ST_X(inside)) AS lon, coalesce(lat, ST_Y(inside)) AS lat
    FROM (SELECT *, CASE WHEN geometry IS NOT NULL THEN ST_PointOnSurface(geometry) END AS inside FROM place)
),
stood AS (
    SELECT visit_id, official_id, visited_on,
           ST_Point(coalesce(visit.lat, spot.lat), coalesce(visit.lon, spot.lon))::POINT_2D AS point
    FROM visit JOIN attendance USING (visit_id)
    LEFT JOIN spot ON spot.code = target_id AND in_force(visited_on, spot.valid_from, spot.valid_to)
    WHERE target_kind = 'place' AND NOT is_month_only AND visited_on <= $scope.known_on
      AND coalesce(visit.lat, spot.lat) IS NOT NULL AND coalesce(visit.lon, spot.lon) IS NOT NULL
),
apart AS (
    SELECT one.visit_id, two.visit_id AS other, ST_Distance_Spheroid(one.point, two.point) / 1000 AS km
    FROM stood AS one JOIN stood AS two
        ON two.official_id = one.official_id AND two.visited_on = one.visited_on AND two.visit_id <> one.visit_id
)
SELECT checked.visit_id, code, max(km) AS amount, coalesce(max(km) > $thresholds.far_apart, false) AS doubtful,
       arg_max(other, (km, other)) AS other
FROM visits_checked($scope) AS checked
SEMI JOIN stood ON stood.visit_id = checked.visit_id
LEFT JOIN apart ON apart.visit_id = checked.visit_id
GROUP BY checked.visit_id, code
