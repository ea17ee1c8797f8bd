/*
 * b24portal: a double of a Bitrix24 portal, for tests. Options, a signal to
 * end it, files at the end.
 *
 * Refuses to run without a good seed or with a fault it does not understand.
 */
#include "tests/portal/control.h"
#include "tests/portal/portal.h"
#include "tests/portal/seed.h"
#include "tests/portal/server.h"
#include "tests/portal/workers.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct options {
	int port, user, workers, random;
	char *port_file, *seed, *state, *journal, *now, *secret, *operating;
	GStrv faults, costs;
	double burst, drain, limit;
	gboolean no_limit, freeze, sleep, stable, virtual;
	gint64 fault_seed; /* -1: any */
};

#define TEXT G_OPTION_ARG_STRING
#define PATH G_OPTION_ARG_FILENAME
#define INT G_OPTION_ARG_INT
#define REAL G_OPTION_ARG_DOUBLE
#define FLAG G_OPTION_ARG_NONE
#define LIST G_OPTION_ARG_STRING_ARRAY
#define BYTES G_OPTION_ARG_FILENAME_ARRAY /* in any locale */

static void add_places(GOptionContext *context, struct options *o)
{
	const GOptionEntry entries[] = {
		{ "port", 0, 0, INT, &o->port, "0, the default: any", "PORT" },
		{ "port-file", 0, 0, PATH, &o->port_file,
		  "Gets the port once it listens", "FILE" },
		{ "seed", 0, 0, PATH, &o->seed, "What the portal holds",
		  "FILE" },
		{ "state", 0, 0, PATH, &o->state,
		  "Gets deals and contacts at the end", "FILE" },
		{ "stable", 0, 0, FLAG, &o->stable,
		  "Leave times out of --state", NULL },
		{ "journal", 0, 0, PATH, &o->journal,
		  "Gets the requests at the end", "FILE" },
		{ "secret", 0, 0, TEXT, &o->secret,
		  "Of the webhook; default: secret", "TEXT" },
		{ "user", 0, 0, INT, &o->user,
		  "Owner of the webhook; default: 1", "ID" },
		{ 0 },
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

static void add_manners(GOptionContext *context, struct options *o)
{
	const GOptionEntry entries[] = {
		{ "burst", 0, 0, REAL, &o->burst,
		  "Requests above which it blocks; default: 50", "X" },
		{ "drain", 0, 0, REAL, &o->drain,
		  "Requests a second for ever; default: 2", "Y" },
		{ "no-limit", 0, 0, FLAG, &o->no_limit, "No limit to the rate",
		  NULL },
		{ "operating", 0, 0, TEXT, &o->operating,
		  "nested (default), batch, absent or zero", "MODE" },
		{ "operating-limit", 0, 0, REAL, &o->limit, "Default: 480",
		  "SECONDS" },
		{ "cost", 0, 0, BYTES, &o->costs,
		  "What a call of a method (*: of any other) costs; or: "
		  "documented",
		  "METHOD=SECONDS[±JITTER]" },
		{ "random", 0, 0, INT, &o->random,
		  "Seed of the jitter; default: 1", "N" },
		{ "sleep", 0, 0, FLAG, &o->sleep, "Costs are waited for",
		  NULL },
		{ "virtual", 0, 0, FLAG, &o->virtual,
		  "Costs are waited for on a clock that jumps", NULL },
		{ "workers", 0, 0, INT, &o->workers,
		  "Requests carried out at a time; default: 0, all", "N" },
		{ "now", 0, 0, TEXT, &o->now, "The portal's time at the start",
		  "ISO" },
		{ "freeze", 0, 0, FLAG, &o->freeze, "The time stands still",
		  NULL },
		{ "fault", 0, 0, LIST, &o->faults, "Something to do wrong",
		  "FAULT" },
		{ "fault-seed", 0, 0, G_OPTION_ARG_INT64, &o->fault_seed,
		  "Of the generator behind share=", "NUMBER" },
		{ 0 },
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

static bool parse(struct options *options, int *argc, char ***argv,
                  GError **error)
{
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_set_summary(
		context, "A double of a Bitrix24 portal on 127.0.0.1.");
	add_places(context, options);
	add_manners(context, options);
	if (!g_option_context_parse(context, argc, argv, error))
		return false;
	if (*argc > 1) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		            "what is \"%s\"?", (*argv)[1]);
		return false;
	}
	return true;
}

static bool set_operating(struct portal *portal, const char *mode,
                          GError **error)
{
	static const char *const modes[] = { "nested", "batch", "absent",
		                             "zero" };

	for (gsize i = 0; mode && i < G_N_ELEMENTS(modes); i++) {
		if (strcmp(modes[i], mode) == 0) {
			portal->operating->mode = (enum operating_mode)i;
			return true;
		}
	}
	if (mode)
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		            "--operating: what is \"%s\"?", mode);
	return !mode;
}

static bool set_costs(struct portal *portal, const struct options *options,
                      GError **error)
{
	g_rand_set_seed(portal->operating->random, (guint32)options->random);
	for (GStrv cost = options->costs; cost && *cost; cost++) {
		if (strcmp(*cost, "documented") == 0) {
			operating_documented_costs(portal->operating);
			continue;
		}
		if (operating_read_cost(portal->operating, *cost, error))
			continue;
		g_prefix_error(error, "--cost: ");
		return false;
	}
	return true;
}

static bool set_workers(struct portal *portal, const struct options *options,
                        GError **error)
{
	portal->settings.sleep = options->sleep;
	workers_limit(portal->workers, (guint)MAX(0, options->workers));
	if (options->workers >= 0 &&
	    (!options->workers || options->sleep || options->virtual))
		return true;
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
	            "--workers needs a number, and --sleep or --virtual: "
	            "nobody waits otherwise");
	return false;
}

static bool set_time(struct portal *portal, const struct options *options,
                     GError **error)
{
	gint64 now = clock_seconds(&portal->clock);

	if (options->now && !clock_read(&portal->clock, options->now, &now)) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		            "--now: \"%s\" is no time", options->now);
		return false;
	}
	if (options->virtual)
		clock_make_virtual(&portal->clock, now);
	else if (options->freeze)
		clock_freeze(&portal->clock, now);
	else if (options->now)
		clock_set(&portal->clock, now);
	return true;
}

static bool set_faults(struct portal *portal, GStrv faults, GError **error)
{
	for (; faults && *faults; faults++) {
		if (!faults_add(portal->faults, *faults, error))
			return false;
	}
	return true;
}

static bool load_seed(struct portal *portal, const char *file, GError **error)
{
	g_autoptr(GMappedFile) mapped = NULL;
	const char *text;

	if (!file)
		return true;
	mapped = g_mapped_file_new(file, FALSE, error);
	if (!mapped)
		return false;
	text = g_mapped_file_get_contents(mapped);
	if (seed_load(portal, text ? text : "",
	              g_mapped_file_get_length(mapped), error))
		return true;
	g_prefix_error(error, "%s: ", file);
	return false;
}

static bool set_up(struct portal *portal, const struct options *options,
                   GError **error)
{
	if (!set_time(portal, options, error) ||
	    !load_seed(portal, options->seed, error) ||
	    !set_operating(portal, options->operating, error) ||
	    !set_costs(portal, options, error) ||
	    !set_workers(portal, options, error) ||
	    !set_faults(portal, options->faults, error))
		return false;
	if (options->fault_seed >= 0)
		faults_set_seed(portal->faults, (guint32)options->fault_seed);
	portal->bucket.off = options->no_limit;
	portal->bucket.burst = options->burst;
	portal->bucket.drain = options->drain;
	portal->operating->limit = options->limit;
	if (options->user)
		portal->hook->user = options->user;
	if (options->secret) {
		hook_set_secret(portal->hook, options->secret);
	}
	return true;
}

static int end_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static bool announce(const struct portal *portal, const struct server *server,
                     const char *file, GError **error)
{
	g_autofree char *port = g_strdup_printf("%u\n", server_port(server));

	printf("http://127.0.0.1:%u/rest/%" G_GINT64_FORMAT "/%s/\n",
	       server_port(server), portal->hook->user, portal->hook->secret);
	printf("fault-seed %u\n", faults_seed(portal->faults));
	fflush(stdout);
	/* g_file_set_contents() writes aside and renames. */
	return !file || g_file_set_contents(file, port, -1, error);
}

static bool leave_files(const struct portal *portal,
                        const struct options *options, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (options->state) {
		control_state(portal, !options->stable, text);
		if (!g_file_set_contents(options->state, text->str,
		                         (gssize)text->len, error))
			return false;
	}
	if (!options->journal)
		return true;
	g_string_truncate(text, 0);
	control_journal_lines(portal, text);
	return g_file_set_contents(options->journal, text->str,
	                           (gssize)text->len, error);
}

static bool serve(struct portal *portal, const struct options *options,
                  GError **error)
{
	int until = end_signals();
	struct server *server =
		server_new(portal, (guint16)options->port, error);
	bool good = server != NULL;

	if (good) {
		good = announce(portal, server, options->port_file, error);
		if (good)
			server_run(server, until);
		server_free(server);
	}
	close(until);
	return good && leave_files(portal, options, error);
}

static void options_clear(struct options *options)
{
	g_free(options->port_file);
	g_free(options->seed);
	g_free(options->state);
	g_free(options->journal);
	g_free(options->now);
	g_free(options->secret);
	g_free(options->operating);
	g_strfreev(options->faults);
	g_strfreev(options->costs);
}

int main(int argc, char **argv)
{
	struct options options = {
		.burst = 50,
		.drain = 2,
		.limit = 480,
		.random = 1,
		.fault_seed = -1,
	};
	struct portal *portal = portal_new();
	g_autoptr(GError) error = NULL;
	bool good = parse(&options, &argc, &argv, &error) &&
	            set_up(portal, &options, &error) &&
	            serve(portal, &options, &error);

	if (!good)
		fprintf(stderr, "b24portal: %s\n", error->message);
	portal_free(portal);
	options_clear(&options);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
