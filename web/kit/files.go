package kit

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"tusoi/internal/apperr"
	"tusoi/internal/attachment/content"
)

// Upload is a file as it was sent: its name and bytes are anybody's claim.
type Upload struct {
	Name string
	Data []byte
}

const (
	// MostUploads is how many files one form may carry.
	MostUploads = 4
	// maxUpload bounds the body of a form with files. What is too large is still read up to here and forgotten, so that the browser
	// gets to see the words about it and no broken connection.
	maxUpload = 8 * content.MaxSize
	// maxTyped bounds what is typed beside the files.
	maxTyped = 64 << 10
)

// ReadFiles parses a form with files, all of one field, beside what is typed into the others. What is wrong with the files stands
// in the form as a problem of that field; only the other fields are in its Values.
func ReadFiles(w http.ResponseWriter, r *http.Request, field string) ([]Upload, *Form, error) {
	f := &Form{Values: map[string]string{}}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		f.Fail(field, noUpload)
		return nil, f, nil
	}
	var files []Upload
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			if len(files) == 0 && f.OK() {
				f.Fail(field, noUpload)
			}
			return files, f, nil
		case err != nil:
			return nil, f, f.unsent(field, err)
		case part.FileName() == "" && part.FormName() != field:
			err = f.typed(part)
		case part.FileName() != "" && part.FormName() == field && len(files) < MostUploads:
			err = f.file(part, &files)
		case part.FileName() != "" && len(files) >= MostUploads && f.OK():
			f.Fail(field, fmt.Sprintf("Mỗi lần gửi nhiều nhất %d tệp. Đồng chí chọn ít tệp hơn, rồi gửi thêm lần nữa.", MostUploads))
		}
		if err != nil {
			return nil, f, f.unsent(field, err)
		}
	}
}

const noUpload = "Chưa có tệp nào. Đồng chí chọn tệp hoặc chụp ảnh rồi bấm gửi."

// file reads one file no further than it may be large, and passes over the rest.
func (f *Form) file(part *multipart.Part, files *[]Upload) error {
	data, err := io.ReadAll(io.LimitReader(part, content.MaxSize+1))
	if err != nil {
		return err
	}
	if len(data) > content.MaxSize {
		f.Fail(part.FormName(), apperr.Message(content.TooLarge(part.FileName())))
		return nil
	}
	*files = append(*files, Upload{part.FileName(), data})
	return nil
}

func (f *Form) typed(part *multipart.Part) error {
	text, err := io.ReadAll(io.LimitReader(part, maxTyped))
	if _, twice := f.Values[part.FormName()]; !twice {
		f.Values[part.FormName()] = string(text)
	}
	return err
}

// unsent puts into words why a form did not come whole. Only what is too large is the person's to mend.
func (f *Form) unsent(field string, err error) error {
	var limit *http.MaxBytesError
	if errors.As(err, &limit) {
		f.Problems = nil
		f.Fail(field, fmt.Sprintf("Các tệp gửi một lần nặng quá. Mỗi tệp nhiều nhất %d MB; đồng chí gửi từng tệp một.", content.MaxSize>>20))
		return nil
	}
	f.Fail(field, "Tệp tải lên chưa hết, có thể do mạng. Đồng chí gửi lại.")
	return nil
}
