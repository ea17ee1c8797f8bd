#ifndef XML_CONTACT_INFO_H
#define XML_CONTACT_INFO_H

#include <glib.h>
#include <stdbool.h>

/*
 * Contact information as 1C packs it into one text: its standard library (БСП)
 * keeps a phone with its parts in `ЗначенияПолей` or `Значение`, in one of
 * three spellings.
 *
 *     <КонтактнаяИнформация xmlns="http://www.v8.1c.ru/ssl/contactinfo"
 *         Представление="+7 (846) 200-00-17"><Состав xsi:type="НомерТелефона"
 *         КодСтраны="7" КодГорода="846" Номер="200-00-17"/></…>
 *
 *     {"value":"+7 (846) 200-00-17","type":"Телефон","countryCode":"7",
 *         "areaCode":"846","number":"200-00-17","extNumber":""}
 *
 *     КодСтраны=7
 *     КодГорода=846
 *     НомерТелефона=200-00-17
 *
 * (CommonModules УправлениеКонтактнойИнформацией… and the XDTO package
 * КонтактнаяИнформация of БСП 3.1; the last one is from before 2014.)
 */

enum contact_kind {
	CONTACT_UNSAID,
	CONTACT_PHONE,
	CONTACT_MAIL,
	CONTACT_OTHER, /* fax, address, site … */
};

/* What a word of 1C means: Телефон, ТелефонРабочий, «Мобильный телефон»,
 * ПользовательскаяКИАдресЭлектроннойПочты, Факс. NULL and "" say nothing. */
enum contact_kind contact_kind_of(const char *word);

/* What reading many texts in a row saves. */
struct contact_reader;

struct contact_reader *contact_reader_new(void);
void contact_reader_free(struct contact_reader *reader);

struct contact_info {
	GPtrArray *phones, *mails; /* of owned texts, as people write them */
	char *unsorted; /* what is said, where it is not said of which kind */
	bool other;     /* it is something else: a fax, an address */
};

/*
 * Reads a text in one of the three spellings. False, and nothing to be
 * cleared, for every other text. True also where nothing usable is in it (a
 * fax, an address) or the rest of it is broken. Extensions are dropped. Of
 * parts and presentation that which has more digits counts.
 *
 * The text may be anybody's: beyond 64 KiB nothing is read, a DOCTYPE and deep
 * nesting end the reading, nothing is loaded from anywhere.
 */
bool contact_info_read(struct contact_reader *reader, struct contact_info *info,
                       const char *text);
void contact_info_clear(struct contact_info *info);

#endif
