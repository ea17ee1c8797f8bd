/*
 * The one file of an archive. A library for archives would bring its own
 * ideas of files, names and formats; what is needed here is four headers.
 *
 * Refused: more or less than one file, passwords, several volumes, other
 * methods than stored and deflated, what is too large once unpacked, and
 * headers that contradict each other.
 */
#include "xml/zip_p.h"

#include "core/text.h"

#include <string.h>

enum {
	LOCAL = 30, /* sizes of headers without what varies */
	CENTRAL = 46,
	FOLDERS_MOST = 100,
	NAME_SHOWN = 200,
	ENCRYPTED = 1 << 0, /* flags */
	STORED = 0,         /* methods */
	DEFLATED = 8,
	ZIP64_EXTRA = 1,
};

#define LOCAL_MARK "PK\x03\x04"
#define CENTRAL_MARK "PK\x01\x02"

/* One header of the central directory. */
struct header {
	guint flags, method;
	guint64 at; /* of the local header */
	guint64 packed, size;
	guint32 crc;
	char *name; /* bytes */
	guint disk;
};

/* ---- the directory ---- */

/* The fields that the header itself says are elsewhere, in this order. */
static bool take_zip64(struct archive *archive, struct header *header,
                       const guint8 *extra, gsize length)
{
	guint64 *const fields[] = { &header->size, &header->packed,
		                    &header->at };
	gsize at = 0, end = 0, part;

	for (; at + 4 <= length; at = end) {
		end = at + 4 + zip_16(extra + at + 2);
		if (end > length)
			break;
		if (zip_16(extra + at) != ZIP64_EXTRA)
			continue;
		part = at + 4;
		for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
			if (*fields[i] != NONE_32)
				continue;
			if (part + 8 > end)
				return zip_refuse(archive, ZIP_DAMAGED);
			*fields[i] = zip_64(extra + part);
			part += 8;
		}
		return true;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (*fields[i] == NONE_32)
			return zip_refuse(archive, ZIP_DAMAGED);
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
		return zip_refuse(archive, ZIP_DAMAGED);
	if (!zip_read_at(archive, *at_r, raw, sizeof(raw)))
		return false;
	name = zip_16(raw + 28);
	extra = zip_16(raw + 30);
	comment = zip_16(raw + 32);
	if (memcmp(raw, CENTRAL_MARK, 4) != 0 ||
	    left - CENTRAL < name + extra + comment)
		return zip_refuse(archive, ZIP_DAMAGED);
	rest = g_malloc(name + extra + 1);
	if (!zip_read_at(archive, *at_r + CENTRAL, rest, name + extra))
		return false;
	*header = (struct header){
		.flags = zip_16(raw + 8),
		.method = zip_16(raw + 10),
		.crc = zip_32(raw + 16),
		.packed = zip_32(raw + 20),
		.size = zip_32(raw + 24),
		.disk = zip_16(raw + 34),
		.at = zip_32(raw + 42),
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
	size_t length = header->name ? strlen(header->name) : 0;

	return length && header->size == 0 &&
	       (header->name[length - 1] == '/' ||
	        header->name[length - 1] == '\\');
}

static bool refuse_second(struct archive *archive, const char *one,
                          const char *other)
{
	g_autofree char *a = shown(one), *b = shown(other);

	return zip_fail(
		archive, ZIP_REFUSED,
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
			return zip_refuse(
				archive,
				"В архиве слишком много папок. Положите "
				"архив, в котором только файл XML.");
		if (!read_header(archive, &at, &next) ||
		    !take_header(archive, header, &next))
			return false;
	}
	if (at != archive->directory_end)
		return zip_refuse(archive, ZIP_DAMAGED);
	if (!header->name)
		return zip_refuse(archive,
		                  "В архиве нет ни одного файла. Положите "
		                  "архив с одним файлом XML.");
	return true;
}

/* ---- the file ---- */

static bool refuse_size(struct archive *archive, const struct header *header)
{
	g_autofree char *name = shown(header->name);

	return zip_fail(
		archive, ZIP_REFUSED,
		g_strdup_printf("После распаковки файл «%s» занял бы %.1f "
	                        "ГБ, а принимается не больше 4 ГБ. Если "
	                        "это и вправду выгрузка из 1С, разбейте её "
	                        "по периодам.",
	                        name, (double)header->size / (1 << 30)));
}

static bool refuse_method(struct archive *archive, const struct header *header)
{
	return zip_fail(
		archive, ZIP_REFUSED,
		g_strdup_printf("Файл в архиве сжат способом № %u, который "
	                        "не поддерживается. Упакуйте его обычным "
	                        "ZIP (способ Deflate).",
	                        header->method));
}

static bool check_header(struct archive *archive, const struct header *header)
{
	if (header->flags & ENCRYPTED)
		return zip_refuse(
			archive,
			"Архив закрыт паролем, прочесть его нельзя. "
			"Уберите пароль архива в настройках выгрузки 1С "
			"и выгрузите файл ещё раз.");
	if (header->method != STORED && header->method != DEFLATED)
		return refuse_method(archive, header);
	if (header->size > ZIP_SIZE_MOST)
		return refuse_size(archive, header);
	if (header->method == STORED && header->size != header->packed)
		return zip_refuse(archive, ZIP_DAMAGED);
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
		return zip_refuse(archive, ZIP_DAMAGED);
	if (!zip_read_at(archive, header->at, raw, sizeof(raw)))
		return false;
	entry->at = header->at + LOCAL + zip_16(raw + 26) + zip_16(raw + 28);
	if (memcmp(raw, LOCAL_MARK, 4) != 0 ||
	    zip_16(raw + 8) != header->method ||
	    (zip_16(raw + 6) & ENCRYPTED) || entry->at > most ||
	    most - entry->at < header->packed)
		return zip_refuse(archive, ZIP_DAMAGED);
	return true;
}

static bool find(struct archive *archive, struct header *header,
                 struct zip_entry *entry)
{
	/* fstat() can name other files, so a confined reader may not. */
	off_t size = lseek(archive->fd, 0, SEEK_END);

	if (size < 0)
		return zip_fail(archive, ZIP_FAILED, NULL);
	archive->size = (guint64)size;
	return zip_read_end(archive) && read_directory(archive, header) &&
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
