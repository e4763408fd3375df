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
WHERE closed_on IS NOT NULL AND accepted_on IS NULL AND list_contains(acceptance_kinds, kind)
UNION ALL
SELECT _file, _row, 'bad_satisfaction', 'satisfaction', satisfaction::VARCHAR
FROM typed WHERE satisfaction NOT BETWEEN 1 AND 5
UNION ALL
SELECT _file, _row, 'rating_without_closing', 'satisfaction', satisfaction::VARCHAR
FROM typed WHERE satisfaction IS NOT NULL AND closed_on IS NULL
UNION ALL
SELECT _file, _row, 'ends_before_begins', 'due_on', due_on::VARCHAR
FROM typed WHERE due_on < proposed_on
UNION ALL
SELECT _file, _row, 'unknown_unit', 'co_units', co_unit
FROM (SELECT _file, _row, unnest(as_list(co_units)) AS co_unit FROM typed)
ANTI JOIN unit ON co_unit = unit.unit_id
UNION ALL
SELECT _file, _row, 'unknown_project', 'target_id', target_id
FROM typed ANTI JOIN project ON typed.target_id = project.project_id
WHERE target_kind = 'project' AND target_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'unknown_place', 'target_id', target_id
FROM typed ANTI JOIN place ON typed.target_id = place.code
WHERE target_kind = 'place' AND target_id IS NOT NULL
UNION ALL
SELECT _file, _row, 'place_gone', 'target_id', target_id
FROM typed
SEMI JOIN place ON typed.target_id = place.code
ANTI JOIN place AS there ON typed.target_id = there.code
    AND typed.proposed_on >= coalesce(there.valid_from, DATE '0001-01-01')
    AND typed.proposed_on <= coalesce(there.valid_to, DATE '9999-12-31')
WHERE target_kind = 'place' AND proposed_on IS NOT NULL
