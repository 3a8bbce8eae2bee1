// Package channel carries one message out of the portal: by e-mail, or to a messaging gateway.
//
// It owns no table and knows nothing of what is told. What must never happen: an error that repeats what a server said, for
// servers repeat addresses; a message that is carried unencrypted past this machine; a line of a header that somebody typed.
package channel

import (
	"fmt"
	"time"
)

// Message is what is carried. Key is the same each time the same message is sent, so that a second one is recognised; To is
// an e-mail address, or what the gateway knows the person by.
type Message struct {
	Key, To, Subject, Text, Link string
}

// Timeout bounds one sending, from the first byte to the last.
const Timeout = 15 * time.Second

// Failure is why a message was not carried, in words for the settings page. Final is one that no later attempt would mend.
type Failure struct {
	Words string
	Final bool
}

// Error is the words.
func (f Failure) Error() string { return f.Words }

func later(format string, args ...any) Failure { return Failure{Words: fmt.Sprintf(format, args...)} }

func never(format string, args ...any) Failure {
	return Failure{Words: fmt.Sprintf(format, args...), Final: true}
}
