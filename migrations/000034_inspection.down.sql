DROP TABLE complaint_counts;
ALTER TABLE model_registrations
    DROP CONSTRAINT model_registrations_recognised_check,
    DROP CONSTRAINT model_registrations_lost_check;
UPDATE model_registrations
SET lost_on = disciplined_on, lost_reason = 'có đảng viên vi phạm đến mức xử lý kỷ luật'
WHERE disciplined_on < coalesce(lost_on, 'infinity');
ALTER TABLE model_registrations
    DROP COLUMN updated_at,
    DROP COLUMN version,
    DROP COLUMN recognised_number,
    DROP COLUMN recognised_on,
    DROP COLUMN disciplined_half,
    DROP COLUMN disciplined_on,
    DROP COLUMN id;
ALTER TABLE remedies
    DROP COLUMN inspection_id;
ALTER TABLE inspections
    DROP CONSTRAINT inspections_done_check,
    DROP CONSTRAINT inspections_supervision_check,
    DROP COLUMN updated_at,
    DROP COLUMN version,
    DROP COLUMN conclusion,
    DROP COLUMN conclusion_number,
    DROP COLUMN team,
    DROP COLUMN number,
    DROP COLUMN whole_month,
    DROP COLUMN in_plan,
    DROP COLUMN form,
    DROP COLUMN body,
    DROP COLUMN member_id,
    DROP COLUMN target_id;
