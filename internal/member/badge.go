package member

// BadgeYears are the years in the Party for which a badge (Huy hiệu Đảng) is given: Hướng dẫn 01-HD/TW. They are counted from
// the decision of admission.
func BadgeYears() []int { return []int{30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90} }
