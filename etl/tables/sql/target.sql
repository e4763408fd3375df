SELECT _file, _row, 'ends_before_begins', 'ends_on', ends_on::VARCHAR FROM typed WHERE ends_on < begins_on
UNION ALL
SELECT _file, _row, 'goal_of_nothing', 'goal', goal::VARCHAR FROM typed WHERE goal = 0
