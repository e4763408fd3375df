-- Where each place's shape came from, and the places that may become estimated cells.
CREATE OR REPLACE TEMP TABLE shape_origin (code VARCHAR, source VARCHAR);
CREATE OR REPLACE TEMP TABLE estimable (code VARCHAR);
