package factor

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tusoi/internal/apperr"
	"tusoi/internal/authz"
)

// Key seals the secrets of telephones (AES-256-GCM). It lies in a file beside the database and never in it, so that a copied
// database alone gives no telephone's secret away; a copy of the whole data folder does. Who restores a database without its
// key must set the telephones up anew; cards do not depend on it.
type Key []byte

// keySize is that of AES-256.
const keySize = 32

// keyName is the key's file in the data folder.
const keyName = "second-factor.key"

// ReadKey reads the key from the data folder and makes one where there is none. A file that is no key is an error: a new one
// in its place would make every telephone worthless.
func ReadKey(dir string) (Key, error) {
	path := filepath.Join(dir, keyName)
	key, err := os.ReadFile(path)
	switch {
	case err == nil && len(key) == keySize:
		return key, nil
	case err == nil:
		return nil, fmt.Errorf("%s has %d bytes, a key has %d: put the right one back from a copy of the folder", path, len(key), keySize)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read the key of the second factor: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	key = make(Key, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("draw the key of the second factor: %w", err)
	}
	if err := writeNew(path, key); err != nil {
		return nil, fmt.Errorf("write the key of the second factor: %w", err)
	}
	return key, nil
}

// writeNew writes a file that only its owner reads, and never over another one.
func writeNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}

// seal locks a text for one purpose and one person: moved to another row it opens no more.
func (k Key) seal(purpose string, who authz.Actor, plain []byte) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	return box.Seal(nonce, nonce, plain, bound(purpose, who)), nil
}

func (k Key) open(purpose string, who authz.Actor, sealed []byte) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, errors.New("a sealed text is too short")
	}
	return box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], bound(purpose, who))
}

func (k Key) box() (cipher.AEAD, error) {
	if len(k) != keySize {
		return nil, apperr.Conflict("Máy chủ này chưa có khóa nên chưa cài được bước đăng nhập thứ hai. Đồng chí báo cho quản trị.")
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func bound(purpose string, who authz.Actor) []byte {
	return fmt.Appendf(nil, "%s %d %d", purpose, who.Committee, who.User)
}

// draftLife is how long something new waits to be confirmed.
const draftLife = 30 * time.Minute

// draft is a telephone's secret or a card that its owner has not confirmed yet. It travels sealed in the form of the page
// that shows it, so that what is in force stays so until then, and nothing is kept of what was given up.
type draft struct {
	Secret string   `json:",omitempty"`
	URL    string   `json:",omitempty"`
	Codes  []string `json:",omitempty"`
	Made   time.Time
}

func (s *Service) sealDraft(who authz.Actor, d draft) (string, error) {
	d.Made = s.Now()
	plain, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	sealed, err := s.Key.seal("draft", who, plain)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

func (s *Service) openDraft(who authz.Actor, sealed string) (draft, error) {
	var d draft
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err == nil {
		raw, err = s.Key.open("draft", who, raw)
	}
	if err == nil {
		err = json.Unmarshal(raw, &d)
	}
	if err != nil || s.Now().Sub(d.Made) > draftLife {
		return draft{}, apperr.Conflict("Đã quá 30 phút nên phải cài lại từ đầu. Cách đăng nhập đang dùng vẫn giữ nguyên.")
	}
	return d, nil
}
