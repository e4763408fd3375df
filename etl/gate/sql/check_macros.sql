-- Checks that several tables share, over the rows of `typed`; each says what a bad row is called,
-- in which column, and what stands there.

-- What is named by its kind and id and is not there. Companies and chains are known only where a
-- table of them was given.
CREATE OR REPLACE TEMP MACRO unknown_things(kind, id, said) AS TABLE
    SELECT _file, _row, 'unknown_official', said, id FROM typed
    ANTI JOIN official ON id = official.official_id WHERE kind = 'official' AND id IS NOT NULL
    UNION ALL
    SELECT _file, _row, 'unknown_unit', said, id FROM typed
    ANTI JOIN unit ON id = unit.unit_id WHERE kind = 'unit' AND id IS NOT NULL
    UNION ALL
    SELECT _file, _row, 'unknown_place', said, id FROM typed
    ANTI JOIN place ON id = place.code WHERE kind = 'place' AND id IS NOT NULL
    UNION ALL
    SELECT _file, _row, 'unknown_project', said, id FROM typed
    ANTI JOIN project ON id = project.project_id WHERE kind = 'project' AND id IS NOT NULL
    UNION ALL
    SELECT _file, _row, 'unknown_enterprise', said, id FROM typed CROSS JOIN load_context
    ANTI JOIN enterprise ON id = enterprise.enterprise_id
    WHERE kind = 'enterprise' AND list_contains(given, 'enterprise') AND id IS NOT NULL
    UNION ALL
    SELECT _file, _row, 'unknown_chain', said, id FROM typed CROSS JOIN load_context
    ANTI JOIN chain ON id = chain.chain_id
    WHERE kind = 'chain' AND list_contains(given, 'chain') AND id IS NOT NULL;

-- Places that are known and were not there on the day, nor split with nobody knowing into which.
CREATE OR REPLACE TEMP MACRO places_gone(kind, id, said, day) AS TABLE
    SELECT _file, _row, 'place_gone', said, id FROM typed
    SEMI JOIN place ON id = place.code
    ANTI JOIN (FROM fault WHERE code = 'place_split') AS split
        ON typed._file = split._file AND typed._row = split._row
    ANTI JOIN place AS there ON id = there.code
        AND in_force(day, there.valid_from, there.valid_to)
    WHERE kind = 'place' AND day IS NOT NULL;

-- Spells that begin after their place was split: nobody knows into which part they go.
CREATE OR REPLACE TEMP MACRO places_split(kind, id, said, begins_on) AS TABLE
    SELECT DISTINCT _file, _row, 'place_split', said, id
    FROM typed JOIN succession ON id = succession.old_code
        AND in_force(begins_on, succession.valid_from, succession.valid_to)
    WHERE kind = 'place' AND is_split;
