-- data_to: the last day that visits and reports speak for. Offices hand in by the month, so a load
-- made after the end of a month takes that month as told whole; city.toml may name a later day.
INSERT INTO city
SELECT $code, $name, $kind, $licence, $loaded_at,
       (SELECT greatest(CASE WHEN last_day(latest) < $loaded_at::DATE THEN last_day(latest) ELSE latest END,
                        CASE WHEN $data_to IS NOT NULL THEN least($data_to, $loaded_at::DATE) END)
        FROM (SELECT greatest((SELECT max(visited_on) FROM visit),
                              (SELECT max(day) FROM report)) AS latest)),
       $kinds, NOT EXISTS (FROM report), $neglected_days, $behind_ratio, $ahead_ratio
