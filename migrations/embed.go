// Package migrations holds the database schema as numbered pairs of files, one subject a pair, and embeds them
// in the binary. A pair that has landed is never edited: a change is a new pair, and the code before it must run
// on the schema after it.
//
// Keys lead with committee_id in every table, so that one installation can serve one committee or a province of
// them, no query crosses committees by accident, and the schema distributes by committee_id without change. For the
// same reason there are no triggers and no foreign keys that leave out committee_id.
package migrations

import "embed"

// Files are the numbered pairs, NNNNNN_subject.{up,down}.sql.
//
//go:embed 0*.sql
var Files embed.FS
