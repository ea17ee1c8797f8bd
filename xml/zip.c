/*
 * The one file of an archive. A library for archives would bring its own
 * ideas of files, names and formats; what is needed here is four headers.
 *
 * Refused: more or less than one file, passwords, several volumes, other
 * methods than stored and deflated, what is too large once unpacked, and
 * headers that contradict each other.
 */
#include "xml/zip.h"

#include "core/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LOCAL = 30, /* sizes of headers without what varies */
	CENTRAL = 46,
	END = 22,
	END64 = 56,
	LOCATOR64 = 20,
	COMMENT_MOST = 65535,
	FOLDERS_MOST = 100,
	NAME_SHOWN = 200,
	NAME_READ = 1024,
	ENCRYPTED = 1 << 0, /* flags */
	STORED = 0,         /* methods */
	DEFLATED = 8,
	ZIP64_EXTRA = 1,
};

#define LOCAL_MARK "PK\x03\x04"
#define CENTRAL_MARK "PK\x01\x02"
#define END_MARK "PK\x05\x06"
#define END64_MARK "PK\x06\x06"
#define LOCATOR64_MARK "PK\x06\x07"
#define NONE_16 0xFFFFu
#define NONE_32 0xFFFFFFFFu

#define CUT                                                                                                                \
	"Архив ZIP обрывается: в его конце нет оглавления. Он передан не " \
	"полностью или повреждён: упакуйте и положите его ещё раз."
#define DAMAGED                                                                                                          \
	"Архив ZIP повреждён: его оглавление не сходится с содержимым. " \
	"Упакуйте и положите его ещё раз."

struct archive {
	int fd;
	guint64 size;
	guint64 directory, directory_end; /* of the central directory */
	guint64 entries;
	enum zip_state state; /* of the first failure, else ZIP_FOUND */
	char *why;
};

/* One header of the central directory. */
struct header {
	guint flags, method;
	guint64 at; /* of the local header */
	guint64 packed, size;
	guint32 crc;
	char *name; /* bytes */
	guint disk;
};

static guint get_16(const guint8 *p)
{
	return (guint)p[0] | (guint)p[1] << 8;
}

static guint32 get_32(const guint8 *p)
{
	return (guint32)get_16(p) | (guint32)get_16(p + 2) << 16;
}

static guint64 get_64(const guint8 *p)
{
	return (guint64)get_32(p) | (guint64)get_32(p + 4) << 32;
}

static bool fail(struct archive *archive, enum zip_state state, char *why)
{
	archive->state = state;
	archive->why = why;
	return false;
}

static bool refuse(struct archive *archive, const char *why)
{
	return fail(archive, ZIP_REFUSED, g_strdup(why));
}

/* Exactly so many bytes. A file that got shorter meanwhile is cut. */
static bool read_at(struct archive *archive, guint64 at, guint8 *buffer,
                    gsize length)
{
	while (length) {
		ssize_t got = pread(archive->fd, buffer, length, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail(archive, ZIP_FAILED, NULL);
		if (got == 0)
			return fail(archive, ZIP_CUT, g_strdup(CUT));
		buffer += got;
		at += (guint64)got;
		length -= (gsize)got;
	}
	return true;
}

/* ---- the end ---- */

/* From behind: a comment may hold the mark too, but then not its own length
 * up to the end of the file. */
static const guint8 *find_end(const guint8 *tail, gsize length)
{
	for (gsize left = END; left <= length; left++) {
		const guint8 *at = tail + length - left;

		if (memcmp(at, END_MARK, 4) == 0 &&
		    get_16(at + 20) == left - END)
			return at;
	}
	return NULL;
}

static bool take_end64(struct archive *archive, const guint8 *locator)
{
	guint8 end[END64];
	guint64 at = get_64(locator + 8);

	if (memcmp(locator, LOCATOR64_MARK, 4) != 0 ||
	    at > archive->size - END64)
		return refuse(archive, DAMAGED);
	if (!read_at(archive, at, end, sizeof(end)))
		return false;
	if (memcmp(end, END64_MARK, 4) != 0)
		return refuse(archive, DAMAGED);
	archive->entries = get_64(end + 32);
	archive->directory = get_64(end + 48);
	archive->directory_end = archive->directory + get_64(end + 40);
	return true;
}

/* `place`: of the end record in the file. */
static bool take_end(struct archive *archive, const guint8 *end, guint64 place)
{
	guint disk = get_16(end + 4), start = get_16(end + 6);
	guint8 locator[LOCATOR64];

	archive->entries = get_16(end + 10);
	archive->directory = get_32(end + 16);
	archive->directory_end = archive->directory + get_32(end + 12);
	if (archive->entries == NONE_16 || get_32(end + 16) == NONE_32 ||
	    get_32(end + 12) == NONE_32) {
		if (place < LOCATOR64 + END64)
			return refuse(archive, DAMAGED);
		if (!read_at(archive, place - LOCATOR64, locator,
		             sizeof(locator)) ||
		    !take_end64(archive, locator))
			return false;
	} else if (disk || start || get_16(end + 8) != archive->entries) {
		return refuse(archive,
		              "Архив ZIP разбит на тома. Положите один архив "
		              "с одним файлом XML.");
	}
	if (archive->directory > archive->directory_end ||
	    archive->directory_end > place)
		return refuse(archive, DAMAGED);
	return true;
}

static bool read_end(struct archive *archive)
{
	gsize length = (gsize)MIN(archive->size, END + COMMENT_MOST);
	g_autofree guint8 *tail = g_malloc(length + 1);
	const guint8 *end;

	if (!read_at(archive, archive->size - length, tail, length))
		return false;
	end = find_end(tail, length);
	if (!end)
		return fail(archive, ZIP_CUT, g_strdup(CUT));
	return take_end(archive, end,
	                archive->size - length + (guint64)(end - tail));
}

/* ---- the directory ---- */

/* The fields that the header itself says are elsewhere, in this order. */
static bool take_zip64(struct archive *archive, struct header *header,
                       const guint8 *extra, gsize length)
{
	guint64 *const fields[] = { &header->size, &header->packed,
		                    &header->at };
	gsize at = 0, end = 0, part;

	for (; at + 4 <= length; at = end) {
		end = at + 4 + get_16(extra + at + 2);
		if (end > length)
			break;
		if (get_16(extra + at) != ZIP64_EXTRA)
			continue;
		part = at + 4;
		for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
			if (*fields[i] != NONE_32)
				continue;
			if (part + 8 > end)
				return refuse(archive, DAMAGED);
			*fields[i] = get_64(extra + part);
			part += 8;
		}
		return true;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (*fields[i] == NONE_32)
			return refuse(archive, DAMAGED);
	return true;
}

/* The header at *at_r, which moves on. The name is the caller's. */
static bool read_header(struct archive *archive, guint64 *at_r,
                        struct header *header)
{
	guint8 raw[CENTRAL];
	guint64 left = archive->directory_end - *at_r;
	g_autofree guint8 *rest = NULL;
	gsize name, extra, comment;

	if (left < CENTRAL)
		return refuse(archive, DAMAGED);
	if (!read_at(archive, *at_r, raw, sizeof(raw)))
		return false;
	name = get_16(raw + 28);
	extra = get_16(raw + 30);
	comment = get_16(raw + 32);
	if (memcmp(raw, CENTRAL_MARK, 4) != 0 ||
	    left - CENTRAL < name + extra + comment)
		return refuse(archive, DAMAGED);
	rest = g_malloc(name + extra + 1);
	if (!read_at(archive, *at_r + CENTRAL, rest, name + extra))
		return false;
	*header = (struct header){
		.flags = get_16(raw + 8),
		.method = get_16(raw + 10),
		.crc = get_32(raw + 16),
		.packed = get_32(raw + 20),
		.size = get_32(raw + 24),
		.disk = get_16(raw + 34),
		.at = get_32(raw + 42),
	};
	*at_r += CENTRAL + name + extra + comment;
	if (!take_zip64(archive, header, rest + name, extra))
		return false;
	header->name = g_strndup((const char *)rest, name);
	return true;
}

/* As people see it: archivers of Windows write names in the DOS encoding. */
static char *shown(const char *name)
{
	g_autofree char *dos = NULL;

	if (!g_utf8_validate(name, -1, NULL))
		dos = g_convert(name, -1, "UTF-8", "CP866", NULL, NULL, NULL);
	return text_plain(dos ? dos : name, NAME_SHOWN);
}

static bool is_folder(const struct header *header)
{
	size_t length = strlen(header->name);

	return length && header->size == 0 &&
	       (header->name[length - 1] == '/' ||
	        header->name[length - 1] == '\\');
}

static bool refuse_second(struct archive *archive, const char *one,
                          const char *other)
{
	g_autofree char *a = shown(one), *b = shown(other);

	return fail(archive, ZIP_REFUSED,
	            g_strdup_printf("В архиве несколько файлов («%s», «%s»), "
	                            "а нужен один XML: какой из них брать, "
	                            "неясно. Положите каждый отдельно.",
	                            a, b));
}

/* The only file; folders are passed over. Takes the name. */
static bool take_header(struct archive *archive, struct header *header,
                        struct header *next)
{
	if (is_folder(next)) {
		g_free(next->name);
		return true;
	}
	if (header->name) {
		refuse_second(archive, header->name, next->name);
		g_free(next->name);
		return false;
	}
	*header = *next;
	return true;
}

static bool read_directory(struct archive *archive, struct header *header)
{
	guint64 at = archive->directory;

	for (guint64 i = 0; i < archive->entries; i++) {
		struct header next = { .name = NULL };

		if (i > FOLDERS_MOST)
			return refuse(archive,
			              "В архиве слишком много папок. Положите "
			              "архив, в котором только файл XML.");
		if (!read_header(archive, &at, &next) ||
		    !take_header(archive, header, &next))
			return false;
	}
	if (at != archive->directory_end)
		return refuse(archive, DAMAGED);
	if (!header->name)
		return refuse(archive, "В архиве нет ни одного файла. Положите "
		                       "архив с одним файлом XML.");
	return true;
}

/* ---- the file ---- */

static bool refuse_size(struct archive *archive, const struct header *header)
{
	g_autofree char *name = shown(header->name);

	return fail(archive, ZIP_REFUSED,
	            g_strdup_printf("После распаковки файл «%s» занял бы %.1f "
	                            "ГБ, а принимается не больше 4 ГБ. Если "
	                            "это и вправду выгрузка из 1С, разбейте её "
	                            "по периодам.",
	                            name, (double)header->size / (1 << 30)));
}

static bool refuse_method(struct archive *archive, const struct header *header)
{
	return fail(archive, ZIP_REFUSED,
	            g_strdup_printf("Файл в архиве сжат способом № %u, который "
	                            "не поддерживается. Упакуйте его обычным "
	                            "ZIP (способ Deflate).",
	                            header->method));
}

static bool check_header(struct archive *archive, const struct header *header)
{
	if (header->flags & ENCRYPTED)
		return refuse(archive,
		              "Архив закрыт паролем, прочесть его нельзя. "
		              "Уберите пароль архива в настройках выгрузки 1С "
		              "и выгрузите файл ещё раз.");
	if (header->method != STORED && header->method != DEFLATED)
		return refuse_method(archive, header);
	if (header->size > ZIP_SIZE_MOST)
		return refuse_size(archive, header);
	if (header->method == STORED && header->size != header->packed)
		return refuse(archive, DAMAGED);
	return true;
}

/* What the file's own header says must not differ from the directory; the
 * sizes there may be missing. */
static bool read_local(struct archive *archive, const struct header *header,
                       struct zip_entry *entry)
{
	guint8 raw[LOCAL];
	guint64 most = archive->directory;

	if (header->disk || header->at > most || most - header->at < LOCAL)
		return refuse(archive, DAMAGED);
	if (!read_at(archive, header->at, raw, sizeof(raw)))
		return false;
	entry->at = header->at + LOCAL + get_16(raw + 26) + get_16(raw + 28);
	if (memcmp(raw, LOCAL_MARK, 4) != 0 ||
	    get_16(raw + 8) != header->method ||
	    (get_16(raw + 6) & ENCRYPTED) || entry->at > most ||
	    most - entry->at < header->packed)
		return refuse(archive, DAMAGED);
	return true;
}

static bool find(struct archive *archive, struct header *header,
                 struct zip_entry *entry)
{
	struct stat about;

	if (fstat(archive->fd, &about) != 0)
		return fail(archive, ZIP_FAILED, NULL);
	archive->size = (guint64)MAX(about.st_size, 0);
	return read_end(archive) && read_directory(archive, header) &&
	       check_header(archive, header) &&
	       read_local(archive, header, entry);
}

enum zip_state zip_find(int fd, struct zip_entry *entry_r, char **why_r)
{
	struct archive archive = { .fd = fd, .state = ZIP_FOUND };
	struct header header = { .name = NULL };
	struct zip_entry entry = { .name = NULL };

	if (find(&archive, &header, &entry)) {
		entry.name = shown(header.name);
		entry.packed = header.packed;
		entry.size = header.size;
		entry.crc = header.crc;
		entry.is_deflated = header.method == DEFLATED;
		*entry_r = entry;
	} else {
		*why_r = archive.why;
	}
	g_free(header.name);
	return archive.state;
}

void zip_entry_clear(struct zip_entry *entry)
{
	g_clear_pointer(&entry->name, g_free);
}
