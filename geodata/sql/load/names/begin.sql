-- What the questions about names look into, before anything is known.
CREATE OR REPLACE TEMP TABLE plain (written VARCHAR, plain VARCHAR);
CREATE OR REPLACE TEMP TABLE called (
    code VARCHAR, valid_from DATE, valid_to DATE, kind VARCHAR, name VARCHAR, plain VARCHAR,
    normal VARCHAR
);
CREATE OR REPLACE TEMP TABLE inside (code VARCHAR, valid_from DATE, area VARCHAR);
CREATE OR REPLACE TEMP TABLE reach (text VARCHAR, area VARCHAR, rest VARCHAR, class INTEGER);
CREATE OR REPLACE TEMP TABLE party (what VARCHAR, code VARCHAR, name VARCHAR, plain VARCHAR);
-- further officials whom the cell of a row names
CREATE OR REPLACE TEMP TABLE also (_file VARCHAR, _row BIGINT, code VARCHAR);
-- officials of whom no table tells; is_alias where their unit is known in another writing
CREATE OR REPLACE TEMP TABLE unlisted (
    code VARCHAR, name VARCHAR, plain VARCHAR, plain_unit VARCHAR, is_alias BOOLEAN
);
CREATE OR REPLACE TEMP TABLE came (_file VARCHAR, _row BIGINT, visit_id VARCHAR, official_id VARCHAR);
-- Whether the city folder names a file for a table.
CREATE OR REPLACE TEMP MACRO is_given(source) AS
    (SELECT list_contains(given, source) FROM load_context);
-- Whether a cell holds the name of one official of the register, spaces and all (欧阳 娜娜).
CREATE OR REPLACE TEMP MACRO is_listed(t) AS
    regexp_replace(t, '[\s　]', '', 'g') IN (SELECT regexp_replace(name, '[\s　]', '', 'g') FROM official)
