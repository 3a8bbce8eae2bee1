-- After many rows were written at once the planner knows nothing of them yet, and a count that takes 80 ms takes minutes.
-- Only a table's owner may analyse it, so the owner lends the right for just this.
CREATE FUNCTION refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
BEGIN
    ANALYZE units, members, memberships, pledges, pledge_items, tasks, assignments, packets, reviews, marks, remedies,
        cell_month_facts, awards, admissions, recruitment_targets, study_sessions, meetings, inspections, disciplines,
        model_registrations, recognitions, hand_answers, score_sheets;
END
$$;
