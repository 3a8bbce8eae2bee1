// Package places holds the names of the demonstration's organisations. The communes are real places; how many cells each has is
// ours.
package places

import "tusoi/internal/org"

// Communes are the town and the communes of the district with their hamlets. The names of the communes are real places;
// how many cells each has is ours.
var Communes = []struct {
	Name    string
	Hamlets []string
}{
	{"thị trấn Mỏ Cày", []string{"Khu phố 1", "Khu phố 2", "Khu phố 3", "Khu phố 4", "Khu phố 5", "Khu phố 6", "Khu phố 7", "Khu phố 8", "Khu phố 9"}},
	{"xã An Thới", []string{"Tân Lộc", "An Phước", "An Lộc", "An Trạch Đông", "An Trạch Tây", "Tân Long", "Tân Hòa", "An Bình"}},
	{"xã Định Thủy", []string{"Định Nhơn", "Định Nghĩa", "Định Phong", "Định Bình", "Định Lộc", "Định Thái", "Định An", "Định Hòa"}},
	{"xã Đa Phước Hội", []string{"Phú Lộc", "Phước Lý", "Hội Yên", "Hội Thành", "Phước Hậu", "Phước Tân", "Tân Phước", "Hội An"}},
	{"xã Tân Hội", []string{"Tân An", "Tân Đông", "Tân Tây", "Tân Hưng", "Tân Bắc", "Tân Nam", "Hội Đông", "Hội Tây"}},
	{"xã Phước Hiệp", []string{"Phước Khánh", "Phước Lợi", "Phước Điền", "Phước Xuân", "Phước Trạch", "Hiệp Phước", "Hiệp Thành", "Hiệp Hòa"}},
	{"xã Bình Khánh", []string{"Bình Đông", "Bình Tây", "An Hòa", "Phước An", "Khánh Đông", "Khánh Tây", "Thành Long", "Mỹ Đức", "Bình Phú"}},
	{"xã An Thạnh", []string{"An Lộc Thị", "An Quới", "An Vĩnh", "An Thuận", "An Khương", "An Bình Đông", "Thạnh Đông", "Thạnh Tây"}},
	{"xã An Định", []string{"Phú Đông 1", "Phú Đông 2", "Phú Tây", "Định Thới", "An Ngãi", "Thanh Vân", "Thanh Tây", "An Phú"}},
	{"xã Thành Thới A", []string{"Thành Long", "Thành Hòa", "Thành Mỹ", "Thới An", "Thới Bình", "Thới Khương", "Tân Phong", "Tân Thành"}},
	{"xã Thành Thới B", []string{"Tân Điền", "Tân Ngãi", "Thới Đức", "Thới Lộc", "Thới Quới", "Thành An", "Thành Bình", "Thành Hưng"}},
	{"xã Tân Trung", []string{"Tân Lợi", "Tân Trung 1", "Tân Trung 2", "Tân Thiện", "Tân Quý", "Trung Đông", "Trung Tây", "Trung Hòa"}},
	{"xã Minh Đức", []string{"Minh Đạt", "Minh Nghĩa", "Minh Hòa", "Minh Thuận", "Đức Lợi", "Đức Thành", "Tân Minh", "Tân Đức"}},
	{"xã Ngãi Đăng", []string{"Ngãi Phước", "Ngãi Hòa", "Ngãi Lợi", "Ngãi Thạnh", "Đăng Đông", "Đăng Tây", "Đăng Nam", "Đăng Bắc"}},
	{"xã Cẩm Sơn", []string{"Thạnh Phước", "Thạnh Lợi", "Phú Hiệp", "Phú Quới", "Cẩm Đông", "Cẩm Tây", "Cẩm Hòa", "Sơn Phú"}},
	{"xã Hương Mỹ", []string{"Thị", "Mỹ Đức", "Mỹ Trạch", "Thanh Đông", "Thanh Xuân", "Thanh Sơn 1", "Thanh Sơn 2", "Hương Lợi", "Hương Hòa"}},
}

// CommuneOffices are the other cells that every commune has beside its hamlets.
var CommuneOffices = []struct {
	Name string
	Kind org.Type
}{
	{"Chi bộ Quân sự", org.TypeArmed}, {"Chi bộ Công an", org.TypeArmed}, {"Chi bộ Trường Tiểu học", org.TypeSchool},
	{"Chi bộ Trường Trung học cơ sở", org.TypeSchool}, {"Chi bộ Trường Mầm non", org.TypeSchool},
}

// Offices are the grassroots organisations of the district's offices and forces, with how many cells each has.
var Offices = []struct {
	Name  string
	Kind  org.Type
	Cells []string
}{
	{"Đảng ủy Cơ quan Huyện ủy", org.TypeOffice, []string{"Chi bộ Văn phòng", "Chi bộ Ban Tổ chức", "Chi bộ Ủy ban Kiểm tra", "Chi bộ Ban Tuyên giáo", "Chi bộ Ban Dân vận", "Chi bộ Trung tâm Chính trị"}},
	{"Đảng ủy Cơ quan Ủy ban nhân dân", org.TypeOffice, []string{"Chi bộ Văn phòng", "Chi bộ Nội vụ", "Chi bộ Tài chính – Kế hoạch", "Chi bộ Nông nghiệp", "Chi bộ Tài nguyên – Môi trường", "Chi bộ Kinh tế – Hạ tầng", "Chi bộ Tư pháp", "Chi bộ Thanh tra"}},
	{"Đảng ủy Công an huyện", org.TypeArmed, []string{"Chi bộ Tham mưu", "Chi bộ An ninh", "Chi bộ Cảnh sát hình sự", "Chi bộ Cảnh sát giao thông", "Chi bộ Quản lý hành chính", "Chi bộ Hậu cần"}},
	{"Đảng ủy Quân sự huyện", org.TypeArmed, []string{"Chi bộ Tham mưu", "Chi bộ Chính trị", "Chi bộ Hậu cần – Kỹ thuật", "Chi bộ Trung đội thường trực"}},
	{"Đảng ủy Trung tâm Y tế huyện", org.TypeSchool, []string{"Chi bộ Hành chính", "Chi bộ Khoa Nội", "Chi bộ Khoa Ngoại", "Chi bộ Khoa Sản", "Chi bộ Y tế dự phòng", "Chi bộ Dược"}},
	{"Đảng ủy Mặt trận và các đoàn thể", org.TypeOffice, []string{"Chi bộ Mặt trận Tổ quốc", "Chi bộ Hội Nông dân", "Chi bộ Hội Phụ nữ", "Chi bộ Huyện đoàn", "Chi bộ Hội Cựu chiến binh"}},
	{"Đảng ủy Khối doanh nghiệp", org.TypeEnterprise, []string{"Chi bộ Công trình đô thị", "Chi bộ Chế biến dừa", "Chi bộ May xuất khẩu", "Chi bộ Thương mại", "Chi bộ Cấp nước"}},
	{"Đảng ủy Chi nhánh Ngân hàng Nông nghiệp", org.TypeEnterprise, []string{"Chi bộ Hội sở", "Chi bộ Phòng giao dịch Hương Mỹ", "Chi bộ Phòng giao dịch An Thạnh"}},
}

// StandAlone are the grassroots cells (chi bộ cơ sở), which hold members themselves.
var StandAlone = []struct {
	Name string
	Kind org.Type
}{
	{"Chi bộ Viện kiểm sát nhân dân", org.TypeOffice}, {"Chi bộ Tòa án nhân dân", org.TypeOffice},
	{"Chi bộ Chi cục Thi hành án dân sự", org.TypeOffice}, {"Chi bộ Chi cục Thuế khu vực", org.TypeOffice},
	{"Chi bộ Kho bạc Nhà nước", org.TypeOffice}, {"Chi bộ Bảo hiểm xã hội", org.TypeOffice},
	{"Chi bộ Chi cục Thống kê", org.TypeOffice}, {"Chi bộ Hạt Kiểm lâm", org.TypeOffice},
	{"Chi bộ Trung tâm Văn hóa – Thể thao và Truyền thanh", org.TypeOffice}, {"Chi bộ Thư viện huyện", org.TypeOffice},
	{"Chi bộ Trạm Chăn nuôi và Thú y", org.TypeOffice}, {"Chi bộ Trạm Trồng trọt và Bảo vệ thực vật", org.TypeOffice},
	{"Chi bộ Trạm Khuyến nông", org.TypeOffice}, {"Chi bộ Ban Quản lý dự án đầu tư xây dựng", org.TypeOffice},
	{"Chi bộ Chi nhánh Văn phòng Đăng ký đất đai", org.TypeOffice}, {"Chi bộ Hội Chữ thập đỏ", org.TypeOffice},
	{"Chi bộ Trường THPT Ca Văn Thỉnh", org.TypeSchool}, {"Chi bộ Trường THPT Nguyễn Thị Minh Khai", org.TypeSchool},
	{"Chi bộ Trường THPT An Thới", org.TypeSchool}, {"Chi bộ Trường THPT Quản Trọng Hoàng", org.TypeSchool},
	{"Chi bộ Trung tâm Giáo dục nghề nghiệp – Giáo dục thường xuyên", org.TypeSchool},
	{"Chi bộ Phòng Giáo dục và Đào tạo", org.TypeSchool}, {"Chi bộ Trường Mẫu giáo Thị trấn", org.TypeSchool},
	{"Chi bộ Trường Bồi dưỡng", org.TypeSchool},
	{"Chi bộ Điện lực", org.TypeEnterprise}, {"Chi bộ Bưu điện", org.TypeEnterprise},
	{"Chi bộ Viễn thông", org.TypeEnterprise}, {"Chi bộ Ngân hàng Chính sách xã hội", org.TypeEnterprise},
	{"Chi bộ Ngân hàng Công thương", org.TypeEnterprise}, {"Chi bộ Quỹ tín dụng nhân dân", org.TypeEnterprise},
	{"Chi bộ Hợp tác xã Nông nghiệp Định Thủy", org.TypeEnterprise}, {"Chi bộ Bến xe khách", org.TypeEnterprise},
	{"Chi bộ Công ty Xăng dầu", org.TypeEnterprise}, {"Chi bộ Quản lý chợ", org.TypeEnterprise},
}
