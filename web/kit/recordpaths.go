package kit

import (
	"fmt"
	"net/url"
)

// The books of records, by the word in their addresses.
const (
	BooksPath               = "/so-theo-doi"
	AwardsWord              = "khen-thuong"
	DocumentsWord           = "van-ban"
	MeetingsWord            = "sinh-hoat"
	MeetingBlankAt          = "/sinh-hoat/bien-ban-trong"
	SessionsWord            = "hoc-tap"
	DisciplinesWord         = "ky-luat"
	DisciplineCountsPath    = "/ky-luat/so-lieu"
	InspectionsWord         = "kiem-tra"
	InspectionPlanPath      = "/kiem-tra/ke-hoach"
	InspectionPlanPrintPath = "/kiem-tra/ke-hoach/in"
	InspectionPlanFilePath  = "/kiem-tra/ke-hoach.pdf"
	ModelsWord              = "mo-hinh"
	RegisterManyPath        = "/mo-hinh/dang-ky"
	RecogniseManyPath       = "/mo-hinh/cong-nhan"
	ComplaintsWord          = "don-thu"
)

// RecordPath is one record of a book, or a step on it ("" for the record itself).
func RecordPath(word string, id int64, step string) string {
	path := fmt.Sprintf("/%s/%d", word, id)
	if step != "" {
		path += "/" + step
	}
	return path
}

// RecordFilePath is a book as a workbook, with the filter of the list.
func RecordFilePath(word string, filter url.Values) string {
	path := "/" + word + "/tep"
	if q := filter.Encode(); q != "" {
		path += "?" + q
	}
	return path
}

// ImportOfPath takes a list into a book.
func ImportOfPath(word string) string { return ImportsPath + "?loai=" + word }

// MeetingBlankPath is the form of a cell's minutes as an empty file, to be written by hand.
func MeetingBlankPath(cell int64) string { return fmt.Sprintf("%s?don-vi=%d", MeetingBlankAt, cell) }

// MeetingTaskPath is the form that gives work decided on at a meeting: its words, and the document that it rests on.
func MeetingTaskPath(meeting, cell int64, title, basis, on string) string {
	q := url.Values{"buoi": {fmt.Sprint(meeting)}, "cells": {fmt.Sprint(cell)}, "title": {title}, "basis": {basis}, "basis-on": {on}}
	return NewTaskPath + "?" + q.Encode()
}

// MeetingRemedyPath is the form that opens a remedy found at a meeting.
func MeetingRemedyPath(cell int64, basis, on string) string {
	q := url.Values{"don-vi": {fmt.Sprint(cell)}, "nguon": {"meeting"}, "can-cu": {basis}, "ngay": {on}}
	return NewRemedyPath + "?" + q.Encode()
}
