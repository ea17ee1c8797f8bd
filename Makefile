# b24bridge: `make`, `make demo`, `make check`; `make help` tells the rest.
#
# SAN=1      ASan and UBSan, in a build folder of its own
# FUZZ_SECONDS=5  how long `make fuzz` looks with each target
# COV=1      counts what runs, in build-cov (make coverage)
# V=1        print whole commands
# -j1        one compiler at a time; as many as there are processors otherwise
# CFLAGS     yours come after ours

VERSION := 0.1.0
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell nproc)
endif

ifeq ($(FUZZ),1)
B := build-fuzz
CC := clang
else ifeq ($(SAN),1)
B := build-san
else ifeq ($(COV),1)
B := build-cov
else
B := build
endif

PKGS := glib-2.0 libxml-2.0 libcurl libcjson sqlite3 zlib nettle \
	libseccomp libsystemd
ifneq ($(shell command -v pkg-config 2>/dev/null),)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
endif

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wwrite-strings
BASE_CFLAGS := -std=gnu17 -O2 -g -fvisibility=hidden -fno-common \
	-fstack-protector-strong -fPIE -pipe $(WARN) -MMD -MP
LINT_CPPFLAGS := -I. -D_GNU_SOURCE $(PKG_CFLAGS)
BASE_CPPFLAGS := $(LINT_CPPFLAGS) -DVERSION='"$(VERSION)"'
BASE_LDFLAGS := -pie -Wl,-z,relro,-z,now
ifeq ($(FUZZ),1)
FUZZ_CFLAGS := -fsanitize=address,undefined,float-cast-overflow \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
BASE_CFLAGS += -O1 $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link
else ifeq ($(SAN),1)
BASE_CFLAGS += -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
BASE_LDFLAGS += -fsanitize=address,undefined
else ifeq ($(COV),1)
BASE_CFLAGS += -O0 --coverage -fprofile-update=atomic
BASE_LDFLAGS += --coverage
else
BASE_CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
LIBS := $(PKG_LIBS) -linotifytools -lmicrohttpd -lcrypt -lm

LAYERS := core b24 xml watcher web cmd
SOURCES := $(foreach d,$(LAYERS),$(sort $(wildcard $(d)/*.c)))
HEADERS := $(foreach d,$(LAYERS),$(sort $(wildcard $(d)/*.h)))
LIB_SOURCES := $(filter-out cmd/main.c,$(SOURCES))
ifeq ($(FUZZ),1)
# What reads what comes from outside.
LIB_SOURCES := $(filter core/% b24/% xml/%,$(LIB_SOURCES))
endif
# EnterpriseData has a namespace for every version, so a schema for each is made.
SCHEMAS := $(patsubst %,$(B)/%,$(sort $(wildcard schemas/*.xsd))) \
	$(patsubst %,$(B)/schemas/enterprisedata-1.%.xsd,$(shell seq 0 30))
PAGES := $(sort $(wildcard web/pages/*))
PORTAL_SOURCES := $(sort $(wildcard tests/portal/*.c))
HARNESS_SOURCES := $(sort $(wildcard tests/harness/*.c))
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
# Files of 1C are looked at format by format.
FUZZ_JOBS := $(patsubst xml/read_%.c,reading-%,$(sort $(wildcard xml/read_*.c))) \
	$(filter-out reading,$(FUZZ_SOURCES:tests/fuzz/fuzz_%.c=%))
FUZZ_HELPERS := $(filter-out $(FUZZ_SOURCES) tests/fuzz/replay.c,\
	$(sort $(wildcard tests/fuzz/*.c)))
FAULT_SOURCES := $(sort $(wildcard tests/faults/*.c))
FAULT_TOOLS := $(B)/tests/faults/clock.so $(B)/tests/faults/short.so \
	$(B)/tests/faults/power
FAULT_CFLAGS := -std=gnu17 -O2 -fPIC $(WARN)
# What only libsmbclient does; where it is not, that case says so.
SAMBA_TOOLS := $(if $(shell pkg-config --modversion smbclient 2>/dev/null),\
	$(B)/tests/samba/copy)
TEST_SOURCES := $(foreach d,$(LAYERS) portal,\
	$(sort $(wildcard tests/$(d)/test_*.c)))
PORTAL_SOURCES := $(filter-out tests/portal/test_%,$(PORTAL_SOURCES))
# The long ones first, or one of them ends alone.
LONG_SCRIPTS := tests/browser.t tests/browser_looks.t tests/daemon.t \
	tests/portal_faults.t tests/faults/23_xml_bombs.t tests/web.t
# Rows of the fault matrix that mostly wait: `make check-long` has them.
PATIENT_ROWS := $(foreach row,09 11 25 29 30 32 34 35 36 37 44,\
	$(wildcard tests/faults/$(row)_*.t))
TEST_SCRIPTS := $(LONG_SCRIPTS) $(filter-out $(LONG_SCRIPTS) $(PATIENT_ROWS),\
	$(sort $(wildcard tests/*.t tests/lint/*.t tests/faults/*.t)))
ALL_C := $(SOURCES) $(PORTAL_SOURCES) $(HARNESS_SOURCES) $(TEST_SOURCES) \
	$(FUZZ_SOURCES) $(FUZZ_HELPERS) $(FAULT_SOURCES) \
	tests/samba/copy.c tests/fuzz/replay.c
ALL_H := $(HEADERS) $(sort $(wildcard tests/*/*.h))

LIB_OBJECTS := $(LIB_SOURCES:%.c=$(B)/%.o) $(B)/schemas.o $(B)/pages.o
PORTAL_OBJECTS := $(PORTAL_SOURCES:%.c=$(B)/%.o)
HARNESS_OBJECTS := $(HARNESS_SOURCES:%.c=$(B)/%.o)
FUZZ_TARGETS := $(FUZZ_SOURCES:%.c=$(B)/%)
FUZZ_OBJECTS := $(FUZZ_HELPERS:%.c=$(B)/%.o)
TESTS := $(TEST_SOURCES:%.c=$(B)/%) \
	$(FUZZ_SOURCES:tests/fuzz/%.c=$(B)/tests/fuzz/test_%)

ifeq ($(V),1)
say = @:
run =
else
say = @printf '  %-5s %s\n'
run = @
endif

.PHONY: all deps check check-built check-long soak coverage coverage-built \
	tests demo fuzz fuzz-built lint format clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(B)/b24bridge $(SCHEMAS)

help:
	@echo "make         builds $(B)/b24bridge"
	@echo "make deps    installs the Debian packages that building needs"
	@echo "make demo    shows the bridge at work, against a portal of its own"
	@echo "make check   installs what lacks, builds and runs every test"
	@echo "make check-long  also what takes minutes"
	@echo "make soak    ten minutes of trouble by chance, SOAK_SECONDS=600"
	@echo "make coverage  runs every test, says which lines and branches ran"
	@echo "make fuzz    looks for inputs that break it, FUZZ_SECONDS=5 each"
	@echo "make lint    format, static analysis, layers"
	@echo "make format  lays out the C sources"

deps:
	@packaging/deps build

$(B)/b24bridge: $(B)/cmd/main.o $(B)/libb24bridge.a
	$(say) LD $@
	$(run)$(CC) $(BASE_CFLAGS) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS) \
		-o $@ $^ $(LIBS)

$(B)/libb24bridge.a: $(LIB_OBJECTS)
	$(say) AR $@
	$(run)rm -f $@ && $(AR) rcs $@ $^

$(B)/b24portal: $(PORTAL_OBJECTS)
	$(say) LD $@
	$(run)$(CC) $(BASE_CFLAGS) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS) \
		-o $@ $^ -lmicrohttpd $(PKG_LIBS) -lm

$(B)/%.o: %.c | $(B)/made
	$(say) CC $<
	$(run)$(CC) $(BASE_CPPFLAGS) $(CPPFLAGS) $(BASE_CFLAGS) $(CFLAGS) \
		-c -o $@ $<

$(B)/made: Makefile
	$(run)mkdir -p $(addprefix $(B)/,$(LAYERS) tests/harness tests/portal \
		tests/faults tests/samba tests/fuzz \
		$(addprefix tests/,$(LAYERS))) && touch $@

$(B)/schemas/%.xsd: schemas/%.xsd
	$(say) CP $@
	$(run)mkdir -p $(@D) && cp $< $@

$(B)/schemas/enterprisedata-1.%.xsd: xml/thin
	$(say) GEN $@
	$(run)mkdir -p $(@D) && xml/thin 1.$* >$@

# The schemas travel inside the program: the folder beside it may be anything.
$(B)/schemas.c: packaging/embed $(SCHEMAS) | $(B)/made
	$(say) GEN $@
	$(run)packaging/embed xml/schema.h schema_text schema_texts \
		$(SCHEMAS) >$@

# So do the pages of the settings.
$(B)/pages.c: packaging/embed $(PAGES) | $(B)/made
	$(say) GEN $@
	$(run)packaging/embed web/asset.h asset assets $(PAGES) >$@

$(B)/schemas.o $(B)/pages.o: %.o: %.c
	$(say) CC $<
	$(run)$(CC) $(BASE_CPPFLAGS) $(BASE_CFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/tests/portal/test_%: $(B)/tests/portal/test_%.o $(B)/b24portal
	$(say) LD $@
	$(run)$(CC) $(BASE_CFLAGS) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS) \
		-o $@ $< $(filter-out %/main.o,$(PORTAL_OBJECTS)) \
		-lmicrohttpd $(PKG_LIBS) -lm

# A fuzz target with a main() of ours: its corpus, and some more.
$(B)/tests/fuzz/test_%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o \
		$(FUZZ_OBJECTS) $(HARNESS_OBJECTS) $(B)/libb24bridge.a
	$(say) LD $@
	$(run)$(CC) $(BASE_CFLAGS) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS) \
		-o $@ $^ $(LIBS)

# With libFuzzer's, which needs clang.
$(B)/tests/fuzz/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(FUZZ_OBJECTS) \
		$(HARNESS_OBJECTS) $(B)/libb24bridge.a
	$(say) LD $@
	$(run)$(CC) $(BASE_CFLAGS) -fsanitize=fuzzer $(CFLAGS) \
		$(BASE_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/tests/%: $(B)/tests/%.o $(HARNESS_OBJECTS) $(B)/libb24bridge.a
	$(say) LD $@
	$(run)$(CC) $(BASE_CFLAGS) $(CFLAGS) $(BASE_LDFLAGS) $(LDFLAGS) \
		-o $@ $^ $(LIBS)

# What the fault matrix preloads and calls; never with the sanitizers.
$(B)/tests/faults/%.so: tests/faults/%.c | $(B)/made
	$(say) LD $@
	$(run)$(CC) $(FAULT_CFLAGS) -shared -o $@ $<

$(B)/tests/faults/%: tests/faults/%.c | $(B)/made
	$(say) LD $@
	$(run)$(CC) $(FAULT_CFLAGS) -pie -o $@ $<

$(B)/tests/samba/copy: tests/samba/copy.c | $(B)/made
	$(say) LD $@
	$(run)$(CC) $(FAULT_CFLAGS) -pie -o $@ $< \
		$$(pkg-config --cflags --libs smbclient glib-2.0)

tests: $(TESTS) $(FAULT_TOOLS) $(SAMBA_TOOLS) $(B)/b24bridge $(B)/b24portal

check:
	@packaging/deps check
	@$(MAKE) --no-print-directory check-built

# What drives the browser; without it its tests say that they were skipped.
$(B)/node/made: tests/web/package-lock.json tests/web/package.json | $(B)/made
	$(say) NPM $(@D)
	$(run)mkdir -p $(@D) && cp $^ $(@D) && cd $(@D) && \
		{ npm ci --no-audit --no-fund --loglevel=error >npm.log 2>&1 || \
		cat npm.log; } && touch made

check-built: tests $(B)/node/made
	$(run)B=$(abspath $(B)) G_DEBUG=fatal-warnings \
		prove -j4 --timer $(TEST_SCRIPTS) $(TESTS)

# What of the program the tests run: core/, where every branch is to be, and
# all of it. COVERED names other tests than all.
coverage:
	@packaging/deps check
	@$(MAKE) --no-print-directory COV=1 coverage-built

COVERED = $(TEST_SCRIPTS) $(TESTS)
GCOVR := gcovr --root . --exclude-throw-branches --exclude-unreachable-branches \
	--object-directory build-cov
coverage-built: tests $(B)/node/made
	$(run)find $(B) -name '*.gcda' -delete
	$(run)B=$(abspath $(B)) G_DEBUG=fatal-warnings B24BRIDGE_UNCONFINED=1 \
		prove -j2 --timer $(COVERED) || echo "some tests failed"
	$(run)$(GCOVR) --filter core/ --branches --txt $(B)/core.txt \
		$(B)/core && cat $(B)/core.txt
	$(run)$(GCOVR) $(foreach d,$(LAYERS),--filter $(d)/) --json-summary-pretty \
		--json-summary $(B)/all.json --print-summary --txt /dev/null \
		$(addprefix $(B)/,$(LAYERS))

# What only waiting shows: minutes, so not part of `check`.
check-long: check
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=120
	$(run)B=$(abspath $(B)) TIER=long prove --timer \
		$(sort $(wildcard tests/faults/*.t))
	$(run)B=$(abspath $(B)) prove --timer $(sort $(wildcard tests/slow/*.t))

# Ten minutes of trouble by chance, then the checker.
soak: tests
	$(run)B=$(abspath $(B)) SOAK_SECONDS=$(SOAK_SECONDS) tests/faults/soak
SOAK_SECONDS := 600

demo:
	@packaging/deps check
	@$(MAKE) --no-print-directory $(B)/b24bridge $(B)/b24portal
	@B=$(abspath $(B)) tests/demo

# What it finds beside the corpus stays in build-fuzz/ for the next time; an
# input that breaks something is kept there as well, and named.
FUZZ_SECONDS := 5
fuzz:
	@packaging/deps fuzz
	@$(MAKE) --no-print-directory FUZZ=1 fuzz-built \
		FUZZ_SECONDS=$(FUZZ_SECONDS)

fuzz-built: $(FUZZ_TARGETS)
	$(run)printf '%s\n' $(FUZZ_JOBS) | xargs -P $(shell nproc) -I{} \
		tests/fuzz/run $(B)/tests/fuzz {} $(FUZZ_SECONDS)

lint:
	@packaging/deps lint
	@B=$(abspath $(B)) CPPFLAGS="$(LINT_CPPFLAGS) $(shell pkg-config --cflags smbclient \
		2>/dev/null)" WARN='$(WARN)' \
		tests/lint/run $(SOURCES) -- $(filter tests/%,$(ALL_C))

format:
	clang-format -i $(ALL_C) $(ALL_H)

clean:
	rm -rf build build-san build-cov build-fuzz

-include $(LIB_OBJECTS:.o=.d) $(PORTAL_OBJECTS:.o=.d) \
	$(HARNESS_OBJECTS:.o=.d) $(TESTS:=.d) $(FUZZ_TARGETS:=.d) \
	$(FUZZ_OBJECTS:.o=.d) $(B)/tests/fuzz/replay.d $(B)/cmd/main.d
