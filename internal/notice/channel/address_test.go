package channel

import "testing"

func TestOnlyAddressesAreTaken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"hanh@example.com": true, " hanh.tt+soi@mail.example.com ": true, "hanh": false, "hanh@": false, "hanh@may": false, "@example.com": false,
		"Hạnh <hanh@example.com>": false, "hanh@example.com\r\nBcc: x@example.com": false, "hanh@example.com x": false, "hạnh@example.com": false,
		"a@example.com,b@example.com": false, `"a b"@example.com`: false, "a@[127.0.0.1]": false, "": false,
	} {
		if got, ok := Address(text); ok != want || ok && got != "hanh@example.com" && len(got) > len(text) {
			t.Errorf("Address(%q) = %q, %t", text, got, ok)
		}
	}
}

func TestNumbersHaveOneForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0912 345 678": "+84912345678", "0912.345.678": "+84912345678", "+84912345678": "+84912345678", "84912345678": "+84912345678",
		"zalo_2983746501": "zalo_2983746501", "2983746501928374655": "2983746501928374655",
		"0112345678": "", "091234567": "", "09123456789": "", "abc": "", "zalo 123456": "", "zalo\r\n123456": "", "": "",
	} {
		if got, ok := Number(text); ok != (want != "") || ok && got != want {
			t.Errorf("Number(%q) = %q, %t, want %q", text, got, ok, want)
		}
	}
}

func TestAMaskTellsOnlyItsOwner(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"hanh@example.com": "h***@example.com", "+84912345678": "***678", "": ""} {
		if got := Masked(text); got != want {
			t.Errorf("Masked(%q) = %q, want %q", text, got, want)
		}
	}
}
