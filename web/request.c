/* Requests and answers as plain values. */
#include "web/request.h"

#include <string.h>
#include <unistd.h>

struct request *request_new(bool post, const char *path)
{
	struct request *request = g_new0(struct request, 1);

	request->post = post;
	request->path = g_strdup(path);
	request->query = fields_new();
	request->fields = fields_new();
	return request;
}

static void upload_free(struct upload *upload)
{
	if (upload == NULL)
		return;
	if (upload->fd >= 0)
		close(upload->fd);
	g_free(upload->name);
	g_free(upload);
}

void request_free(struct request *request)
{
	if (request == NULL)
		return;
	g_free(request->path);
	fields_free(request->query);
	fields_free(request->fields);
	upload_free(request->upload);
	g_free(request->host);
	g_free(request->origin);
	g_free(request->cookie);
	g_free(request->csrf);
	g_free(request->tag);
	g_free(request);
}

struct response *response_new(guint status, const char *type, char *body)
{
	struct response *response = g_new0(struct response, 1);

	response->status = status;
	response->type = type;
	response->body = body;
	response->length = body != NULL ? strlen(body) : 0;
	return response;
}

struct response *response_redirect(const char *path)
{
	struct response *response =
		response_new(303, "text/plain; charset=utf-8", NULL);

	response->location = g_strdup(path);
	return response;
}

void response_free(struct response *response)
{
	if (response == NULL)
		return;
	if (response->stream_free != NULL)
		response->stream_free(response->stream);
	g_free(response->body);
	g_free(response->location);
	g_free(response->set_cookie);
	g_free(response->file_name);
	g_free(response->tag);
	g_free(response);
}
