package channel

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Webhook hands messages to a messaging gateway, which knows how to reach a person by Zalo or SMS.
type Webhook struct {
	URL    string // https
	Secret string
	Client *http.Client // nil for the usual one
	Now    func() time.Time
}

// The headers of a request, besides its type. The signature is the HMAC-SHA-256 of the time, a dot and the body.
const (
	SignatureHeader   = "X-Tusoi-Signature"
	TimeHeader        = "X-Tusoi-Time"
	IdempotencyHeader = "Idempotency-Key"
)

// Posted is the body of a request.
type Posted struct {
	ID   string `json:"id"`
	To   string `json:"to"`
	Text string `json:"text"`
	Link string `json:"link"`
}

// Sign is the signature of a body posted at a time (seconds since 1970, in digits).
func Sign(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Send posts one message. Its error is a [Failure].
func (w *Webhook) Send(ctx context.Context, message Message) error {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	body, err := json.Marshal(Posted{message.Key, message.To, message.Text, message.Link})
	if err != nil {
		return never("không viết được tin")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return later("cấu hình cổng nhắn tin chưa đúng")
	}
	at := strconv.FormatInt(w.Now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set(TimeHeader, at)
	request.Header.Set(SignatureHeader, Sign(w.Secret, at, body))
	request.Header.Set(IdempotencyHeader, message.Key)
	answer, err := w.client().Do(request)
	if err != nil {
		if timedOut(err) {
			return later("cổng nhắn tin không trả lời")
		}
		return later("không kết nối được với cổng nhắn tin")
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection is used again
	return answered(answer.StatusCode)
}

// client follows no redirect: a signed message goes where it was told to, and nowhere else.
func (w *Webhook) client() *http.Client {
	c := http.Client{}
	if w.Client != nil {
		c = *w.Client
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

func answered(code int) error {
	switch {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusUnauthorized || code == http.StatusForbidden || code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		return later("cổng nhắn tin không nhận yêu cầu của cổng Tự Soi (mã %d)", code) // a setting, which somebody mends
	case code == http.StatusRequestTimeout || code == http.StatusTooManyRequests || code >= 500:
		return later("cổng nhắn tin tạm chưa nhận (mã %d)", code)
	}
	return never("cổng nhắn tin từ chối (mã %d)", code)
}
