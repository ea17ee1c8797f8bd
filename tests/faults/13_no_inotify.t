#!/usr/bin/env bash
# Row 13: there are no events to be had. It is said once, and the folder is
# looked at by the clock.

# Who is to watch has ten seconds to say that he cannot: not a tenth of one.
export FAULT_SPEED=10
# shellcheck disable=SC2119 # arguments may lack
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/world.sh"

# without NAME TEXT COMMAND...: the daemon under it.
without() {
	local name=$1 text=$2
	shift 2
	new_world
	quick_settings 'rescan_seconds = 20'
	start_fast "$@"
	true_is "$name: it works" works_on
	true_is "$name: and goes on working" works_on
	true_is "$name: it is said" logged "$text"
	is "$name: once" "$(grep -cE "$text" "$DIR/daemon.log")" 1
	stop_daemon
	holds "$name: nothing is lost and nothing doubled"
}


if unshare -Ur true 2>/dev/null; then
	# shellcheck disable=SC2016 # the inner shell expands it
	without 'a limit of none' max_user_instances unshare -Ur sh -c \
		'echo 0 >/proc/sys/user/max_inotify_instances; exec "$@"' sh
else
	ok 'a limit of none # SKIP no user namespaces' 0
fi
if strace -qq -o /dev/null true 2>/dev/null; then
	without 'no instance' max_user_instances strace -D -f -qq -o /dev/null \
		-e trace=inotify_init,inotify_init1 \
		-e inject=inotify_init,inotify_init1:error=EMFILE
	without 'no watch' max_user_watches strace -D -f -qq -o /dev/null \
		-e trace=inotify_add_watch \
		-e inject=inotify_add_watch:error=ENOSPC
	without 'no such call' 'не проследить' strace -D -f -qq -o /dev/null \
		-e trace=inotify_init,inotify_init1 \
		-e inject=inotify_init,inotify_init1:error=ENOSYS
else
	ok 'limits that are reached # SKIP nothing may be traced' 0
fi
check_portal 'no inotify'
done_testing
