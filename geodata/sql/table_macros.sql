-- What loading and asking share of tables that have to be there first (define_shared).

-- Where a code lies on each day, for projects and companies, which name their place by one code for
-- all time (given): where it lay itself, else where the one place lay that it stands for on the day.
CREATE OR REPLACE {temporary} MACRO lineage_of() AS TABLE
WITH moved AS (
    SELECT old_code AS given, new_code AS code, valid_from AS first_day,
           coalesce(valid_to, DATE '9999-12-31') AS last_day
    FROM succession WHERE NOT is_split
    UNION ALL
    SELECT new_code, old_code, DATE '0001-01-01', old_to FROM succession WHERE NOT is_split
),
spell AS (
    SELECT given, lineage.* REPLACE (
               greatest(coalesce(lineage.valid_from, DATE '0001-01-01'), first_day) AS valid_from,
               least(coalesce(lineage.valid_to, DATE '9999-12-31'), last_day) AS valid_to)
    FROM moved JOIN lineage ON lineage.code = moved.code
        AND coalesce(lineage.valid_from, DATE '0001-01-01') <= last_day
        AND coalesce(lineage.valid_to, DATE '9999-12-31') >= first_day
),
known AS (
    SELECT code AS given, * FROM lineage
    UNION ALL
    SELECT DISTINCT * FROM spell
)
SELECT code AS given, * FROM lineage
UNION ALL
-- several on one day (a merger, looked at from after it) stand for none
SELECT * FROM (SELECT DISTINCT * FROM spell) AS one ANTI JOIN known AS other
    ON other.given = one.given AND other.code <> one.code
    AND coalesce(other.valid_from, DATE '0001-01-01') <= one.valid_to
    AND coalesce(other.valid_to, DATE '9999-12-31') >= one.valid_from;

-- What every code is called on a day: by the name in force then, else by the last it had of all. Whoever
-- names a place takes it from here.
CREATE OR REPLACE {temporary} MACRO place_names(day) AS TABLE
SELECT code, arg_max(name, (in_force(day, valid_from, valid_to), coalesce(valid_from, DATE '0001-01-01'))) AS name
FROM place GROUP BY code;
