/*
 * Takes a form apart while it arrives. A file goes to a nameless file in
 * $TMPDIR, so that nothing of it is left whatever happens.
 */
#include "web/server_body.h"

#include "web/server.h"
#include "xml/write_all.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const char body_too_long[] =
	"Слишком много данных. Файлы больше 64 МБ кладите в папку in/ сами.\n";
static const char disk[] = "Файл не сохраняется: нет места на диске?\n";
static const char garbled[] = "Форма пришла не целиком, пошлите её снова.\n";

struct body {
	struct MHD_PostProcessor *processor;
	struct request *request;
	guint64 taken;
	const char *fault;
};

/* Browsers send a name; older ones a path. */
static char *plain_name(const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *backslash = strrchr(name, '\\');

	return g_strdup(slash != NULL       ? slash + 1
	                : backslash != NULL ? backslash + 1
	                                    : name);
}

static struct upload *upload_new(const char *name)
{
	struct upload *upload = g_new0(struct upload, 1);

	upload->name = plain_name(name);
	upload->fd =
		open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return upload;
}

static bool take_file(struct body *body, const char *name, const char *data,
                      gsize length, bool more)
{
	struct request *request = body->request;

	/* A field for a file that nobody chose comes without a name. */
	if (!more && *name == '\0' && length == 0)
		return true;
	if (!request->takes_file)
		return false;
	if (request->upload == NULL)
		request->upload = upload_new(name);
	else if (!more)
		return false;
	if (request->upload->fd < 0 ||
	    !write_all(request->upload->fd, data, length)) {
		body->fault = disk;
		return false;
	}
	request->upload->size += length;
	return true;
}

static enum MHD_Result take_part(void *context, enum MHD_ValueKind kind,
                                 const char *key, const char *file_name,
                                 const char *content_type, const char *encoding,
                                 const char *data, uint64_t offset, size_t size)
{
	struct body *body = context;
	bool ok;

	(void)kind;
	(void)content_type;
	(void)encoding;
	if (file_name != NULL)
		ok = take_file(body, file_name, data, size, offset > 0);
	else
		ok = fields_add(body->request->fields, key, data, size,
		                offset > 0);
	if (!ok && body->fault == NULL)
		body->fault = garbled;
	return ok ? MHD_YES : MHD_NO;
}

struct body *body_new(struct MHD_Connection *connection,
                      struct request *request)
{
	struct body *body = g_new0(struct body, 1);

	body->request = request;
	body->processor = MHD_create_post_processor(connection, 32 * 1024,
	                                            take_part, body);
	if (body->processor == NULL)
		g_clear_pointer(&body, g_free);
	return body;
}

void body_free(struct body *body)
{
	if (body == NULL)
		return;
	if (body->processor != NULL)
		MHD_destroy_post_processor(body->processor);
	g_free(body);
}

bool body_take(struct body *body, const char *data, gsize length)
{
	body->taken += length;
	if (body->taken > body->request->most) {
		body->fault = body_too_long;
		return false;
	}
	if (body->fault == NULL &&
	    MHD_post_process(body->processor, data, length) != MHD_YES &&
	    body->fault == NULL)
		body->fault = garbled;
	return true;
}

const char *body_end(struct body *body)
{
	struct upload *upload = body->request->upload;

	if (MHD_destroy_post_processor(body->processor) != MHD_YES &&
	    body->fault == NULL)
		body->fault = garbled;
	body->processor = NULL;
	if (body->fault == NULL && !fields_valid(body->request->fields))
		body->fault = garbled;
	if (body->fault == NULL && upload != NULL &&
	    lseek(upload->fd, 0, SEEK_SET) != 0)
		body->fault = disk;
	return body->fault;
}
