package signin

import (
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// Carrier seals a form that met an ended session for the one whose session it was (AES-256-GCM): it travels through the sign-in page of a
// browser that others may use as well, and opens for nobody else. The key lives as long as the program.
type Carrier struct{ box func() (cipher.AEAD, error) }

// NewCarrier draws a key at the first use.
func NewCarrier() *Carrier {
	return &Carrier{sync.OnceValues(func() (cipher.AEAD, error) {
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return nil, fmt.Errorf("draw the key of carried forms: %w", err)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		return cipher.NewGCM(block)
	})}
}

// load is a form, and where it was going.
type load struct {
	To     string
	Values map[string]string
}

func (c *Carrier) seal(user int64, l load) (string, error) {
	box, err := c.box()
	if err != nil {
		return "", err
	}
	var plain bytes.Buffer
	w, err := flate.NewWriter(&plain, flate.BestSpeed) // sealed and spelled in letters it must not grow past what a form may be
	if err == nil {
		err = json.NewEncoder(w).Encode(l)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return "", fmt.Errorf("pack a form: %w", err)
	}
	nonce := make([]byte, box.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("draw a nonce: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, plain.Bytes(), owner(user))), nil
}

// open reports false for what was sealed for somebody else, was tampered with, or comes from before the program began.
func (c *Carrier) open(user int64, sealed string) (l load, ok bool) {
	box, err := c.box()
	if err != nil {
		return load{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < box.NonceSize() {
		return load{}, false
	}
	plain, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], owner(user))
	if err != nil {
		return load{}, false
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(plain)))
	return l, err == nil && json.Unmarshal(text, &l) == nil
}

func owner(user int64) []byte { return fmt.Appendf(nil, "user %d", user) }
