#ifndef WEB_LOGIN_H
#define WEB_LOGIN_H

#include "web/site.h"

/* The way in, by the one-time token or by the password, and the way out. */
bool login_is_path(const char *path);
struct response *login_answer(struct visit *visit);
struct response *login_leave(struct visit *visit);

#endif
