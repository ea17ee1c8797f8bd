#ifndef WEB_MENU_H
#define WEB_MENU_H

/* The pages, in the order of the menu; ends with a NULL path. */
struct menu_item {
	const char *path;
	const char *label;
};
extern const struct menu_item menu_items[];

#endif
