#ifndef WATCHER_CONFINE_H
#define WATCHER_CONFINE_H

#include <glib.h>
#include <stdbool.h>

/*
 * What a process gives up. None of it can be had back.
 */

/*
 * For every command, first thing: no core dump, no look into its memory for
 * other processes of its user, no new privileges.
 */
void confine_process(void);

/*
 * Landlock: files and ports that are not named cannot be reached any more, by
 * this process and those it will start. Where the kernel has less of it or
 * none, less or nothing is confined. While there is one thread.
 */
struct confine;
enum confine_access {
	CONFINE_READ,  /* files and folders below */
	CONFINE_WRITE, /* all but to execute */
	CONFINE_RUN,   /* read and execute */
};

struct confine *confine_new(void);
void confine_free(struct confine *confine); /* accepts NULL */
/* A file or a folder; NULL, "" and what is not there are ignored. */
void confine_allow(struct confine *confine, const char *path,
                   enum confine_access access);
/* The folder that this file is in; of a link, also the one that it leads to. */
void confine_allow_beside(struct confine *confine, const char *path,
                          enum confine_access access);
/* TCP connections to this port. Without any, connections are not confined. */
void confine_allow_port(struct confine *confine, guint16 port);
/* The version of Landlock that confines us now; 0: none does. */
int confine_enter(struct confine *confine);
/* Whether this path would be within it; NULL and "" always are. */
bool confine_covers(const struct confine *confine, const char *path,
                    enum confine_access access);

#endif
