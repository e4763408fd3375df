-- What stands in words where the day of closing should: 未办结, 正在办理, 已办结.
UPDATE typed SET state = raw.closed_on FROM raw
WHERE typed._file = raw._file AND typed._row = raw._row
  AND typed.state IS NULL AND typed.closed_on IS NULL AND state_beside_day(raw.closed_on) IS NOT NULL;
-- The states that the files tell in words, as one of ours.
UPDATE typed SET state = stated_state(state) WHERE state IS NOT NULL
