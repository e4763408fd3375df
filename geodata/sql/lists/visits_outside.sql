-- How many visits give a point that lies outside the polygon of their place.
SELECT count(*) AS visits FROM visit WHERE distance_m > 0
