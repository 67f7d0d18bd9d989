# Everything a person does with the source. Works with GNU make 3.81 and newer.

.DEFAULT_GOAL := help
.NOTPARALLEL: # what is missing is installed before anything needs it

version := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
commit  := $(shell git rev-parse HEAD 2>/dev/null || echo unknown)

FUZZTIME ?= 20s
BENCH    ?= .
PROVIDERS ?= 100000
staticcheck := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: programs build ## install what is missing, build, start with the demo world on http://localhost:8080
	bin/albo serve --demo

.PHONY: test
test: test-programs build ## install what is missing, check and test everything, browser included
	go vet ./...
	CI=1 go test -p 2 ./...

.PHONY: build
build: assets ## build bin/albo
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(version) -X main.commit=$(commit)" -o bin/albo ./app/cmd/albo

.PHONY: generate
generate: ## format the templates and generate their Go code, which is committed
	go tool templ fmt templates
	go tool templ generate -path templates

.PHONY: lint
lint: ## check formatting and look for mistakes, without changing anything
	@files=$$(gofmt -l $$(find . -name node_modules -prune -o -name '*.go' ! -name '*_templ.go' -print)); \
	if [ -n "$$files" ]; then echo "not formatted, run gofmt -w on:"; echo "$$files"; exit 1; fi
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && \
	find templates -name node_modules -prune -o -name '*.templ' -print | tar cf - -T - | tar xf - -C "$$copy" && \
	if ! said=$$(go tool templ fmt -fail "$$copy" 2>&1); then echo "$$said"; echo "run make generate"; exit 1; fi
	go vet ./...
	go run $(staticcheck) ./...

.PHONY: bench
bench: assets ## measure, the public pages beside the yardsticks too; BENCH=pattern for some only
	@if [ '$(BENCH)' = . ]; then $(MAKE) -s build && .ci/bench-search.sh ../shared/bench $(PROVIDERS); fi
	go test -run '^$$' -bench '$(BENCH)' -benchmem -p 1 $$(grep -rl --include='*_test.go' --exclude-dir=node_modules '^func Benchmark' . | xargs -n 1 dirname | sort -u)

.PHONY: fuzz
fuzz: ## feed each parser with nonsense for FUZZTIME (20s)
	@grep -ro --include='*_test.go' --exclude-dir=node_modules '^func Fuzz[A-Za-z0-9_]*' . | sort | \
	sed 's,^\(.*\)/[^/]*:func \(.*\)$$,\1 \2,' | while read -r package name; do \
		echo "$$package $$name"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$package" || exit 1; \
	done

.PHONY: golden
golden: ## write the PDF files that tests compare with anew; look at them before committing
	go test ./app/pdf -update

.PHONY: docker
docker: ## build the container image albo:VERSION; see docker/compose.yaml
	docker build -f docker/Dockerfile --build-arg VERSION=$(version) --build-arg COMMIT=$(commit) -t albo:$(version) -t albo:latest .

.PHONY: clean
clean: ## remove what was built; data/ stays
	rm -rf bin templates/assets/node_modules
	find templates/assets/dist -type f ! -name .gitkeep -delete

# Web assets. The build empties dist/ first and writes the manifest last, so the manifest dates it. The
# stylesheet keeps only what a template or component names, hence all of templates/ is its source.

built   := templates/assets/dist/manifest.json
modules := templates/assets/node_modules/.package-lock.json
sources := $(shell find templates -name node_modules -prune -o -name dist -prune -o -type f ! -name '*_test.go' ! -name '*_templ.go' -print)

.PHONY: assets
assets: $(built) ## build the styles, scripts and icons if they changed
$(built): $(modules) $(sources)
	cd templates/assets && node build.mjs
$(modules): templates/assets/package.json templates/assets/package-lock.json
	cd templates/assets && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Programs, as command:Debian package:Fedora package:Homebrew formula.

builders      := go::: node:nodejs:nodejs:node npm:npm:nodejs-npm:node
postgres      := postgres:postgresql:postgresql-server:postgresql@17
run_programs  := $(builders) $(if $(DATABASE_URL),,$(postgres))
test_programs := $(builders) $(postgres) chromium:chromium:chromium:google-chrome pdftoppm:poppler-utils:poppler-utils:poppler \
	qpdf:qpdf:qpdf:qpdf zbarimg:zbar-tools:zbar:zbar certutil:libnss3-tools:nss-tools:nss git:git:git:git

.PHONY: programs test-programs
programs:
	@sh -c "$$install_missing" install $(run_programs)
test-programs:
	@sh -c "$$install_missing" install $(test_programs)

# PostgreSQL's programs are installed without the server that Debian would set up and start beside them.
define install_missing
have() {
	case $$1 in
	node) node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null ;;
	chromium) found chromium chromium-browser google-chrome google-chrome-stable "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ;;
	postgres) found postgres /usr/lib/postgresql*/*/bin/postgres /usr/lib/postgresql*/bin/postgres /usr/pgsql-*/bin/postgres \
		/usr/libexec/postgresql*/postgres /opt/homebrew/opt/postgresql*/bin/postgres /usr/local/opt/postgresql*/bin/postgres \
		/Applications/Postgres.app/Contents/Versions/*/bin/postgres ;;
	*) found "$$1" ;;
	esac
}
found() {
	for name; do if command -v "$$name" >/dev/null; then return; fi; done
	return 1
}
look() {
	commands= debian= fedora= brew=
	for program; do
		command=$${program%%:*}
		if have "$$command"; then continue; fi
		rest=$${program#*:}
		commands="$$commands $$command"
		debian="$${debian:+$$debian }$${rest%%:*}"
		rest=$${rest#*:}
		fedora="$${fedora:+$$fedora }$${rest%%:*}"
		brew="$${brew:+$$brew }$${rest#*:}"
	done
	test -z "$$commands"
}
if look "$$@"; then exit; fi
root=
if [ "$$(id -u)" != 0 ]; then root=sudo; fi
if found apt-get && found $${root:-sh} && [ -n "$$debian" ]; then
	echo "Installing $$debian"
	choice=/etc/postgresql-common/createcluster.d/albo.conf
	trap '$$root rm -f "$$choice"' EXIT
	$$root mkdir -p "$${choice%/*}"
	echo 'create_main_cluster = false' | $$root tee "$$choice" >/dev/null
	$$root apt-get -q update
	for package in $$debian; do
		$$root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$$package"
	done
	if look "$$@"; then exit; fi
fi
echo "Missing or too old:$$commands" >&2
if [ -n "$$debian" ]; then
	echo "  Debian, Ubuntu: apt-get install $$debian" >&2
	echo "  Fedora:         dnf install $$fedora" >&2
	echo "  macOS:          brew install $$brew" >&2
fi
echo "Needed are Go 1.26 (https://go.dev/dl), Node 20 (https://nodejs.org) and PostgreSQL 15" >&2
echo "(https://www.postgresql.org/download), or newer; DATABASE_URL spares the PostgreSQL on this machine." >&2
exit 1
endef
export install_missing
