//go:build !linux

package embedded

import (
	"context"
	"errors"
)

// Server is a running private PostgreSQL; there is none outside Linux.
type Server struct{}

// Start always refuses: the private server leans on flock, /proc and the
// parent-death signal of Linux.
func Start(context.Context, Options) (*Server, error) {
	return nil, errors.New("PostgreSQL riêng chỉ chạy trên Linux; trên hệ điều hành này hãy đặt DATABASE_URL trỏ tới một máy chủ PostgreSQL từ bản 15 trở lên")
}

// URL has no server to name.
func (*Server) URL(_, _ string) string { return "" }

// Stop has nothing to stop.
func (*Server) Stop(context.Context) error { return nil }

// Exited never reports.
func (*Server) Exited() <-chan struct{} { return nil }
