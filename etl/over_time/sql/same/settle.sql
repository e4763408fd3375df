-- Whoever goes on has not gone from the register.
DELETE FROM {what} WHERE {what}_id IN (
    SELECT was FROM same JOIN former USING (what) WHERE what = '{what}' AND code = was);
DELETE FROM former WHERE what = '{what}' AND code IN (SELECT was FROM same WHERE what = '{what}')
