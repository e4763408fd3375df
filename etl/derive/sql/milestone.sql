-- Planned backwards: a milestone given by its days before the planned finish has a day too.
UPDATE milestone SET due_on = planned_finish_on - lead_days
FROM project WHERE milestone.project_id = project.project_id AND due_on IS NULL
