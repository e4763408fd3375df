INSERT INTO city
SELECT $code, $name, $kind, $licence, $loaded_at,
       greatest((SELECT max(visited_on) FROM visit), (SELECT max(day) FROM report)),
       $kinds, NOT EXISTS (FROM report), $neglected_days, $window_days, $behind_ratio, $ahead_ratio
