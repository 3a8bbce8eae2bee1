package secrecy

import "testing"

func TestAMarkingIsFoundInANameAndAnOrdinaryWordIsNot(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Mật - Báo cáo số 12.pdf": Secret, "[MAT] bao cao.pdf": Secret, "bao-cao (mật).docx": Secret, "Báo cáo_MẬT.pdf": Secret,
		"cong van mat 2026.pdf": Secret, "MAT.pdf": Secret, "tai-lieu-mat.pdf": Secret, "văn bản mật.docx": Secret, "Độ mật.pdf": Secret,
		"Tối mật.pdf": TopSecret, "toi_mat_ke_hoach.pdf": TopSecret, "TUYỆT MẬT.pdf": Utmost, "tuyet-mat.jpg": Utmost,
		"Ma\u0323\u0302t.pdf": Secret, // the same word, its marks apart
		"Nghị quyết bảo vệ bí mật nhà nước (mật).pdf": Secret, "bí mật, tuyệt mật.pdf": Utmost,

		"Bề mặt đường ấp Đông.jpg": "", "Mặt trận Tổ quốc.pdf": "", "mat tran to quoc.docx": "", "be mat duong.jpg": "",
		"danh-sach-co-mat.xlsx": "", "Danh sách vắng mặt.xlsx": "", "Gap mat dau xuan.jpg": "", "Quy chế bảo mật.docx": "",
		"Bảo vệ bí mật nhà nước.pdf": "", "doi mat khau.png": "", "Mật độ dân cư.xlsx": "", "Hợp tác xã mật ong.pdf": "", "mật thiết.pdf": "",
		"format.pdf": "", "mất mát.docx": "", "Khám mắt.jpg": "", "ra mat chi bo.jpg": "", "": "",
	} {
		if got := InName(name); got != want {
			t.Errorf("InName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestALineThatIsAMarkingIsFoundAndASentenceIsNot(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"MẬT": Secret, "  Mật. ": Secret, "M Ậ T": Secret, "(MẬT)": Secret, "TỐI MẬT": TopSecret, "Tối mật": TopSecret, "T U Y Ệ T  M Ậ T": Utmost,
		"tuyệt mật": Utmost, "Độ mật: Tối mật": TopSecret, "ĐỘ MẬT: MẬT": Secret, "TUYET MAT": Utmost, "[ Tuyệt mật ]": Utmost,

		"mật": "", "MẶT": "", "MAT": "", "Độ mật:": "", "Bí mật": "", "Tài liệu này không mật": "", "": "",
		"Mật ong": "", "Bảo vệ bí mật nhà nước": "",
	} {
		if got := InLine(line); got != want {
			t.Errorf("InLine(%q) = %q, want %q", line, got, want)
		}
	}
}
