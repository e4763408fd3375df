-- Who is gone from a register of today and known from the snapshot before.
CREATE OR REPLACE TEMP TABLE former (what VARCHAR, code VARCHAR);
-- What rows of lists that were put aside are about.
CREATE OR REPLACE TEMP TABLE put_aside (table_name VARCHAR, about VARCHAR);
-- Whether somebody or something is there to be named. Companies and chains need no table.
CREATE OR REPLACE TEMP MACRO knows(kind, id) AS CASE kind
    WHEN 'official' THEN id IN (SELECT official_id FROM official)
    WHEN 'unit' THEN id IN (SELECT unit_id FROM unit)
    WHEN 'place' THEN id IN (SELECT code FROM place)
    WHEN 'project' THEN id IN (SELECT project_id FROM project)
    ELSE true END
