// Package addendumpiece is how addenda look wherever an approved month is shown: on its page, on the sheet, on paper.
//
// It owns no table. Whose words are hidden is decided by the room of packets, not here.
package addendumpiece
