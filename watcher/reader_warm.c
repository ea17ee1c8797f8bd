/*
 * What every child would do first is done once, before it is forked: libraries
 * bind their symbols and fill their tables with the first document they see.
 * Where a touched page costs most (virtual machines), a child that does so
 * itself needs ten times as long for its start as for a small file.
 *
 * Reads nothing but the text below, and keeps nothing of what it says.
 */
#include "watcher/reader_p.h"

#include <iconv.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* One order that has what orders have. */
static const char first_text[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<ЗаказНаряды xmlns=\"urn:b24bridge:orders:1\" Количество=\"1\">\n"
	"<ЗаказНаряд><Ид>00000000-0000-0000-0000-000000000001</Ид>"
	"<Номер>1</Номер><Дата>2020-01-01T00:00:00</Дата>"
	"<Состояние>1</Состояние><Организация>1</Организация>"
	"<Сумма>1.00</Сумма><Телефон>1</Телефон>"
	"<Клиент><Ид>00000000-0000-0000-0000-000000000002</Ид>"
	"<Наименование>1</Наименование><Телефон>1</Телефон></Клиент>"
	"<Работы><Строка><Наименование>1</Наименование>"
	"<Количество>1</Количество><Сумма>1.00</Сумма></Строка></Работы>"
	"</ЗаказНаряд></ЗаказНаряды>\n";

int reader_warm_text(void)
{
	int fd = memfd_create("b24-first", MFD_CLOEXEC);

	if (fd >= 0 && pwrite(fd, first_text, strlen(first_text), 0) !=
	                       (ssize_t)strlen(first_text)) {
		close(fd);
		return -1;
	}
	return fd;
}

void reader_warm_read(const struct reader_work *work)
{
	/* Standard output is /dev/null. */
	const int fds[READER_FDS] = { [READER_SOURCE] = work->first,
		                      [READER_RECORDS] = STDOUT_FILENO,
		                      [READER_PAPER] = STDOUT_FILENO };

	if (work->first >= 0)
		reader_child_read(work, fds);
}

/* glibc keeps the code of a converter as long as one is open. UTF-8 and UTF-16
 * are libxml2's own. */
static void open_converters(void)
{
	static const char *const names[] = { "windows-1251", "CP1251" };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		(void)iconv_open("UTF-8", names[i]);
		(void)iconv_open(names[i], "UTF-8");
	}
}

void reader_warm(const struct reader_work *work)
{
	open_converters();
	reader_warm_read(work);
}
