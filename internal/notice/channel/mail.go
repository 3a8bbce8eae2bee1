package channel

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// Mail hands messages to a mail server.
type Mail struct {
	Host           string         // host:port
	TLS            string         // starttls, tls or none
	User, Password string         // empty: the server asks for nobody
	From           string         // the sender's address
	BaseURL        string         // of the portal; its host stands in the Message-ID
	Roots          *x509.CertPool // whom to trust; nil for those of the machine
}

const signOff = "\r\n\r\nThư tự động của cổng Tự Soi, không cần trả lời. Đổi hoặc tắt lời nhắc ở trang Tài khoản của tôi.\r\n"

// Send hands one message over. Its error is a [Failure].
func (m *Mail) Send(ctx context.Context, message Message) error {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	var line held
	defer line.close()
	ends, _ := ctx.Deadline()
	client, err := m.client(time.Until(ends), &line)
	if err != nil {
		return later("cấu hình thư chưa đúng")
	}
	letter, err := m.letter(message)
	if err != nil {
		return err
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return refusedAtTheDoor(err)
	}
	// Once the server has taken the letter, whatever happens at the good-bye makes it no less taken.
	defer func() { _ = client.CloseWithSMTPClient(conn) }()
	if err := client.SendWithSMTPClient(conn, letter); err != nil {
		return refused(err)
	}
	return nil
}

// held is the connection of one sending. The library leaves it open when it does not like the server's answers.
type held struct{ conn net.Conn }

func (h *held) close() {
	if h.conn != nil {
		_ = h.conn.Close() // the letter was taken or refused before
	}
}

// dial connects, encrypted from the first byte on where TLS says so.
func (h *held) dial(encrypted *tls.Config) mail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if h.conn = conn; encrypted != nil {
			h.conn = tls.Client(conn, encrypted)
		}
		return h.conn, nil
	}
}

// client is one that gives up after a time: from there on the library asks its own clock, not the context.
func (m *Mail) client(within time.Duration, line *held) (*mail.Client, error) {
	host, text, err := net.SplitHostPort(m.Host)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	encrypted := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: m.Roots}
	options := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(within), mail.WithHELO(m.domain()), mail.WithoutNoop(), mail.WithoutRset(),
		mail.WithTLSConfig(encrypted), mail.WithDialContextFunc(line.dial(nil)),
	}
	switch m.TLS {
	case "tls":
		options = append(options, mail.WithSSL(), mail.WithDialContextFunc(line.dial(encrypted)))
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.User != "" {
		how := mail.WithOpportunisticSMTPAuth(mail.SMTPAuthPlain, mail.SMTPAuthLogin) // inside what is encrypted by then
		if m.TLS == "none" {
			how = mail.WithSMTPAuth(mail.SMTPAuthPlainNoEnc)
		}
		options = append(options, how, mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	return mail.NewClient(host, options...)
}

// domain is the portal's own name.
func (m *Mail) domain() string {
	u, err := url.Parse(m.BaseURL)
	if err != nil || u.Hostname() == "" {
		return "localhost"
	}
	return u.Hostname()
}

// letter puts the message into an envelope. An address that is none, or that would break out of its line, ends here.
func (m *Mail) letter(message Message) (*mail.Msg, error) {
	letter := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := letter.From(m.From); err != nil {
		return nil, later("cấu hình thư chưa đúng: địa chỉ gửi")
	}
	if address, ok := Address(message.To); !ok || letter.To(address) != nil {
		return nil, never("địa chỉ e-mail không dùng được")
	}
	letter.Subject(message.Subject)
	letter.SetMessageIDWithValue(message.Key + "@" + m.domain())
	letter.SetDate()
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetBodyString(mail.TypeTextPlain, message.Text+"\r\n"+message.Link+signOff)
	return letter, nil
}

// refusedAtTheDoor is why the server did not let us in. Whatever it is, the server or its settings may be better later.
func refusedAtTheDoor(err error) Failure {
	var said *textproto.Error
	if errors.As(err, &said) {
		if said.Code == 535 || said.Code == 534 || said.Code == 530 {
			return later("máy chủ thư không nhận tên và mật khẩu của cổng (mã %d)", said.Code)
		}
		return later("máy chủ thư từ chối kết nối (mã %d)", said.Code)
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return later("chứng thư của máy chủ thư không tin được")
	}
	if timedOut(err) {
		return later("máy chủ thư không trả lời")
	}
	return later("không kết nối được với máy chủ thư")
}

// refused is why the server did not take the letter: a five hundred is its last word.
func refused(err error) Failure {
	var said *mail.SendError
	if !errors.As(err, &said) || said.ErrorCode() == 0 {
		return later("đứt kết nối với máy chủ thư")
	}
	if said.IsTemp() {
		return later("máy chủ thư tạm chưa nhận (mã %d)", said.ErrorCode())
	}
	return never("máy chủ thư từ chối (mã %d)", said.ErrorCode())
}

func timedOut(err error) bool {
	var slow net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout()
}
