# One command for each thing one does here; `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The Go on this machine or none: nothing is fetched behind one's back.
export GOTOOLCHAIN := local

# A throw-away PostgreSQL for the command that follows. Built rather than run
# with go run, which would keep signals and exit codes to itself.
WITH := bin/with --

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## install what is missing, build, and serve the demonstration on http://127.0.0.1:8080
	@exec bin/tusoi serve --demo

.PHONY: test
test: with ## install what is missing and run all tests on a throw-away PostgreSQL
	@.ci/install test
	$(WITH) go test -race -shuffle=on ./...

.PHONY: check
check: with ## formatting, vet, staticcheck, fresh generated files, and the rules of the building
	@files=$$(find cmd internal web migrations -name '*.go' -exec gofmt -l {} +); \
	if [[ -n $$files ]]; then echo "not formatted by gofmt:" >&2; echo "$$files" >&2; exit 1; fi
	go tool templ fmt -fail .
	.ci/fresh
	go vet ./...
	go tool staticcheck ./...
	$(WITH) go test ./internal/archtest

.PHONY: generate
generate: ## write the Go of the templates anew
	go tool templ generate -log-level error

.PHONY: demo
demo: build ## fill an empty database with the demonstration committee
	bin/tusoi demo

.PHONY: bench
bench: with ## run the benchmarks on a throw-away PostgreSQL
	$(WITH) go test -run '^$$' -bench . ./...

.PHONY: install
install: ## install what the portal and its tests need and this machine lacks
	@.ci/install run
	@.ci/install test

.PHONY: build
build:
	@.ci/install run
	go build -trimpath -buildvcs=false -o bin/tusoi ./cmd/tusoi

.PHONY: with
with:
	@.ci/install check
	@go build -buildvcs=false -o bin/with ./internal/postgres/pgtest/with
