DROP TABLE pledge_amendments;
-- The program before this one knows no dropped items: what was dropped would stand as a promise again, so it goes, unless a
-- month speaks of it.
UPDATE pledge_items SET continues_id = NULL WHERE continues_id IS NOT NULL;
DELETE FROM pledge_items i
WHERE i.live_to IS NOT NULL AND NOT EXISTS (
    SELECT FROM marks k WHERE k.committee_id = i.committee_id AND k.item_kind = 'pledge' AND k.item_id = i.id);
ALTER TABLE pledges
    DROP COLUMN returned_at,
    DROP COLUMN returned_by,
    DROP COLUMN return_reason,
    DROP COLUMN approved_on,
    DROP COLUMN approved_by,
    DROP COLUMN submitted_by,
    DROP COLUMN written_by;
ALTER TABLE pledge_items
    DROP CONSTRAINT pledge_items_continued_once,
    DROP CONSTRAINT pledge_items_continues,
    DROP COLUMN live_to,
    DROP COLUMN live_from,
    DROP COLUMN times,
    DROP COLUMN first_year,
    DROP COLUMN continues_id,
    DROP COLUMN weight,
    DROP COLUMN evidence,
    DROP COLUMN measure;
DROP TABLE pledge_templates;
DROP TABLE pledge_forms;
