/*
 * Numbers out of a text. The grammar:
 *
 *   text    = runs, parted by words, line ends, `;`, `:`, `#`, `*` … ; a `+`
 *             begins a new run
 *   run     = groups of digits, joined by blanks, dashes, dots, brackets, `~`;
 *             also by `,` or `/` where fewer than six digits stand before it:
 *             `+7, 9270001234` is one number, `200-11-22/23` is not
 *   number  = one or more whole groups of a run (phone_run.c) that make what
 *             the numbering plan (phone_plan.c) knows
 *
 * So `8 927 000 12 34` is one number and `89270001234 89270001235` two, and an
 * extension is what is left over. A number of six or seven digits counts only
 * where its run is numbers throughout, and not behind `№`, `#`, `*`, a letter
 * or a word for extensions.
 *
 * Refused: what stands behind ИНН, КПП and the like, and whatever is behind the
 * first 4096 bytes.
 */
#include "core/phone.h"

#include "core/phone_run.h"
#include "core/text.h"

#include <string.h>

#define TEXT_MOST 4096
#define COMMA_BEFORE 6 /* digits before which a comma joins */
#define WORD_MOST 24   /* bytes of a word that are looked at */

struct reader {
	const char *area_code;
	GStrv ignore;
	GPtrArray *numbers;
	bool dummy;

	GArray *groups;     /* of the run being read */
	guint digits;       /* in it */
	enum phone_gap gap; /* since the last digit */
	guint brackets;     /* open in it */
	bool plus;          /* before the next digit */
	bool alone;         /* the run stands free: may hold local numbers */
	bool void_run;      /* the run is an INN or the like */
	char word[WORD_MOST + 1];
	guint word_length; /* of the word being read */
};

static void take(struct reader *reader, const char *number)
{
	if (!number[0] ||
	    (reader->ignore &&
	     g_strv_contains((const char *const *)reader->ignore, number)))
		reader->dummy = true;
	else if (!phone_among(reader->numbers, number))
		g_ptr_array_add(reader->numbers, g_strdup(number));
}

static void take_run(struct reader *reader)
{
	const struct phone_run run = {
		.groups = (struct phone_group *)(void *)reader->groups->data,
		.count = reader->groups->len,
		.area_code = reader->area_code,
		.local = reader->alone,
	};
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	phone_run(&run, found);
	for (guint i = 0; i < found->len; i++)
		take(reader, found->pdata[i]);
}

static void end_run(struct reader *reader)
{
	reader->gap = GAP_NONE;
	reader->plus = false;
	if (!reader->digits)
		return;
	if (!reader->void_run)
		take_run(reader);
	g_array_set_size(reader->groups, 0);
	reader->digits = 0;
	reader->brackets = 0;
	reader->alone = true;
	reader->void_run = false;
}

static void end_word(struct reader *reader)
{
	static const char *const extensions[] = {
		"доб",        "добавочный", "доп",       "вн", "внут", "внутр",
		"внутренний", "ext",        "extension", "x",  "х",
	};
	static const char *const papers[] = {
		"инн",  "кпп", "огрн",  "огрнип",
		"окпо", "бик", "снилс", "паспорт",
	};
	g_autofree char *word = NULL;

	if (!reader->word_length)
		return;
	word = text_fold(reader->word, 0);
	reader->word_length = 0;
	reader->alone = true;
	reader->void_run = false;
	for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++)
		if (strcmp(word, extensions[i]) == 0)
			reader->alone = false;
	for (size_t i = 0; i < G_N_ELEMENTS(papers); i++)
		if (strcmp(word, papers[i]) == 0)
			reader->void_run = true;
}

static void read_letter(struct reader *reader, const char *p, size_t length)
{
	end_run(reader);
	if (reader->word_length + length > WORD_MOST)
		return;
	memcpy(reader->word + reader->word_length, p, length);
	reader->word_length += (guint)length;
	reader->word[reader->word_length] = '\0';
}

static void read_digit(struct reader *reader, char digit)
{
	struct phone_group *group;

	if (reader->word_length) {
		end_word(reader);
		reader->alone = false;
	}
	if (!reader->groups->len || reader->gap != GAP_NONE || reader->plus) {
		g_array_set_size(reader->groups, reader->groups->len + 1);
		group = &g_array_index(reader->groups, struct phone_group,
		                       reader->groups->len - 1);
		memset(group, 0, sizeof(*group));
		group->gap = reader->gap;
		group->plus = reader->plus;
		reader->gap = GAP_NONE;
		reader->plus = false;
	}
	group = &g_array_index(reader->groups, struct phone_group,
	                       reader->groups->len - 1);
	if (group->length < PHONE_GROUP_MOST)
		group->digits[group->length++] = digit;
	reader->digits++;
}

static void read_gap(struct reader *reader, enum phone_gap gap)
{
	end_word(reader);
	if (!reader->groups->len)
		return;
	/* A blank says less than the sign beside it: `+7, 927`, `5 . 6`. */
	if (gap == GAP_SPACE)
		reader->gap = MAX(reader->gap, GAP_SPACE);
	else if (reader->gap == GAP_NONE || gap == GAP_COMMA)
		reader->gap = gap;
	else if (gap == GAP_DOT)
		reader->gap = GAP_SPACE;
}

static void read_bracket(struct reader *reader, bool open)
{
	if (!open && !reader->brackets) {
		end_word(reader);
		end_run(reader);
		return;
	}
	reader->brackets = open ? reader->brackets + 1 : reader->brackets - 1;
	read_gap(reader, GAP_SPACE);
}

static bool joins(gunichar c)
{
	return c == ' ' || c == '\t' || c == '_' || c == '~' || c == 0x2212 ||
	       g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION ||
	       g_unichar_type(c) == G_UNICODE_SPACE_SEPARATOR;
}

static void read_sign(struct reader *reader, gunichar c)
{
	if (joins(c)) {
		read_gap(reader, GAP_SPACE);
	} else if (c == '.') {
		read_gap(reader, GAP_DOT);
	} else if ((c == ',' || c == '/') && reader->digits < COMMA_BEFORE) {
		read_gap(reader, GAP_COMMA);
	} else if (c == '(' || c == '[') {
		read_bracket(reader, true);
	} else if (c == ')' || c == ']') {
		read_bracket(reader, false);
	} else {
		end_word(reader);
		end_run(reader);
		reader->plus = c == '+' || c == 0xFF0B;
		if (c == '#' || c == '*' || c == 0x2116)
			reader->alone = false;
	}
}

void phone_read(const char *text, const char *area_code, GStrv ignore,
                GPtrArray *numbers, bool *dummy_r)
{
	struct reader reader = { .area_code = area_code,
		                 .ignore = ignore,
		                 .numbers = numbers,
		                 .alone = true };
	g_autofree char *plain = NULL;

	if (!text)
		return;
	plain = g_utf8_make_valid(text, (gssize)strnlen(text, TEXT_MOST));
	reader.groups = g_array_new(FALSE, FALSE, sizeof(struct phone_group));
	for (const char *p = plain; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_type(c) == G_UNICODE_FORMAT)
			continue; /* a phone's address book adds such marks */
		if (g_unichar_isdigit(c))
			read_digit(&reader,
			           (char)('0' + g_unichar_digit_value(c)));
		else if (g_unichar_isalpha(c))
			read_letter(&reader, p,
			            (size_t)(g_utf8_next_char(p) - p));
		else
			read_sign(&reader, c);
	}
	end_run(&reader);
	g_array_unref(reader.groups);
	if (dummy_r && reader.dummy)
		*dummy_r = true;
}

bool phone_among(const GPtrArray *numbers, const char *number)
{
	for (guint i = 0; i < numbers->len; i++)
		if (strcmp(numbers->pdata[i], number) == 0)
			return true;
	return false;
}

/* Takes the form. One that is another number, or none, to us finds nobody. */
static void add_form(const char *number, const char *area_code, char *form,
                     GPtrArray *forms)
{
	g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);

	phone_read(form, area_code, NULL, numbers, NULL);
	if (phone_among(numbers, number))
		g_ptr_array_add(forms, form);
	else
		g_free(form);
}

void phone_forms(const char *number, const char *area_code, GPtrArray *forms)
{
	const char *ten = number + strlen("+7");

	g_ptr_array_add(forms, g_strdup(number));
	if (strlen(number) == 12 && g_str_has_prefix(number, "+7")) {
		add_form(number, area_code, g_strconcat("8", ten, NULL), forms);
		add_form(number, area_code, g_strdup(ten), forms);
		add_form(number, area_code, g_strdup(ten + 3), forms);
		add_form(number, area_code, g_strdup(ten + 4), forms);
	} else if (number[0] == '+') {
		add_form(number, area_code,
		         g_strconcat("810", number + 1, NULL), forms);
	}
}

char *phone_masked(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GString) digits = g_string_new(NULL);
	gsize keep;

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		int digit = g_unichar_digit_value(g_utf8_get_char(p));

		if (digit >= 0)
			g_string_append_c(digits, (char)('0' + digit));
	}
	keep = digits->len > 4 ? MIN(digits->len / 2, 4) : 0;
	return g_strconcat("…", digits->str + digits->len - keep, NULL);
}
