-- Which signs of the lists in force a "found" names: "nqtw4-2016/A5". The reference holds the wording's key, so a review keeps
-- the list that it was made under.
ALTER TABLE reviews
    ADD COLUMN conduct_signs text[] NOT NULL DEFAULT '{}',
    -- written last by the member in person, not by the cell's committee for them
    ADD COLUMN own boolean NOT NULL DEFAULT false;
ALTER TABLE marks
    ADD COLUMN own boolean NOT NULL DEFAULT false;
-- The few months with a finding are counted by sign without reading the others.
CREATE INDEX reviews_found ON reviews (committee_id, month) WHERE conduct = 'found';
