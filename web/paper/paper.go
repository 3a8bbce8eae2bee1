// Package paper shows a document on a page as it will leave the printer: the one page writer for every paper of the portal.
//
// It owns no table. What must never happen: a page that words or orders a document otherwise than its PDF.
package paper
