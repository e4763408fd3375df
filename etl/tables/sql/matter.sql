SELECT _file, _row, 'in_the_future', name, day::VARCHAR
FROM (SELECT _file, _row, unnest([
          {name: 'proposed_on', day: proposed_on}, {name: 'claimed_on', day: claimed_on},
          {name: 'assigned_on', day: assigned_on}, {name: 'accepted_on', day: accepted_on},
          {name: 'closed_on', day: closed_on}], recursive := true)
      FROM typed), load_context
WHERE day > today
UNION ALL
SELECT _file, _row, 'before_proposed', name, day::VARCHAR
FROM (SELECT _file, _row, proposed_on, unnest([
          {name: 'claimed_on', day: claimed_on}, {name: 'assigned_on', day: assigned_on},
          {name: 'accepted_on', day: accepted_on}, {name: 'closed_on', day: closed_on}],
          recursive := true)
      FROM typed)
WHERE day < proposed_on
UNION ALL
SELECT _file, _row, 'after_closing', name, day::VARCHAR
FROM (SELECT _file, _row, closed_on, unnest([
          {name: 'claimed_on', day: claimed_on}, {name: 'assigned_on', day: assigned_on},
          {name: 'accepted_on', day: accepted_on}], recursive := true)
      FROM typed)
WHERE day > closed_on
UNION ALL
SELECT _file, _row, 'not_accepted', 'closed_on', closed_on::VARCHAR
FROM typed, load_context
WHERE (closed_on IS NOT NULL OR state = 'closed') AND accepted_on IS NULL AND list_contains(acceptance_kinds, kind)
UNION ALL
SELECT _file, _row, 'bad_choice', 'state', raw.state
FROM typed JOIN raw USING (_file, _row)
WHERE clean(raw.state) IS NOT NULL AND typed.state IS NULL AND typed.closed_on IS NULL
UNION ALL
SELECT _file, _row, 'state_contradicts', 'state', raw.state
FROM typed JOIN raw USING (_file, _row)
WHERE typed.closed_on IS NOT NULL AND typed.state IN ('proposed', 'claimed', 'assigned', 'in_work')
UNION ALL
SELECT _file, _row, 'bad_satisfaction', 'satisfaction', satisfaction::VARCHAR
FROM typed WHERE satisfaction NOT BETWEEN 1 AND 5
UNION ALL
SELECT _file, _row, 'rating_without_closing', 'satisfaction', satisfaction::VARCHAR
FROM typed WHERE satisfaction IS NOT NULL AND closed_on IS NULL AND state IS DISTINCT FROM 'closed'
UNION ALL
SELECT _file, _row, 'ends_before_begins', 'due_on', due_on::VARCHAR
FROM typed WHERE due_on < proposed_on
UNION ALL
SELECT _file, _row, 'unknown_unit', 'co_units', co_unit
FROM (SELECT _file, _row, unnest(as_list(co_units)) AS co_unit FROM typed)
ANTI JOIN unit ON co_unit = unit.unit_id
UNION ALL
FROM unknown_things(typed.target_kind, typed.target_id, 'target_id')
UNION ALL
FROM places_gone(typed.target_kind, typed.target_id, 'target_id', typed.proposed_on)
