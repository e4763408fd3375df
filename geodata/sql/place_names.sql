-- What every code is called on a day: by the name in force then, else by the last it had of all. Whoever
-- names a place takes it from here.
SELECT code, arg_max(name, (in_force(day, valid_from, valid_to), coalesce(valid_from, DATE '0001-01-01'))) AS name
FROM place GROUP BY code
