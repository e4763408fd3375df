-- The list stands among the places for as long as names are asked, without its committees: 黄岗村 and
-- 黄岗村民委员会 under two codes are one name of two.
CREATE OR REPLACE TEMP TABLE lent AS
SELECT DISTINCT code FROM code_list ANTI JOIN place USING (code);
INSERT INTO place (code, name, kind, parent_code)
SELECT DISTINCT code, normal_name(plain), kind, parent_code
FROM code_list SEMI JOIN lent USING (code)
JOIN plain ON plain.written = code_list.name WHERE plain <> '';
