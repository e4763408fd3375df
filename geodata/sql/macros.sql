-- What loading and asking share; every connection has them, in memory, never stored in a snapshot.

CREATE OR REPLACE MACRO in_force(day, valid_from, valid_to) AS
    -- comparisons alone, so that a join on it stays a hash join
    day >= coalesce(valid_from, DATE '0001-01-01') AND day <= coalesce(valid_to, DATE '9999-12-31');

-- Ranks from the lowest to the highest.
CREATE OR REPLACE MACRO rank_order(rank) AS
    list_position(['staff', 'township', 'county', 'city', 'province'], rank);

-- The row of its sheet that a row was made of: etl/reading/row.py says the same.
CREATE OR REPLACE MACRO sheet_row(number) AS number & 4294967295;
