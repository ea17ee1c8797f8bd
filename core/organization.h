#ifndef CORE_ORGANIZATION_H
#define CORE_ORGANIZATION_H

#include "core/order.h"
#include "core/settings.h"

#include <stdbool.h>

/* Whether [exchange] organizations wants orders of this one. */
bool organization_wanted(const struct order *order,
                         const struct settings *settings);

/* Whether it is wanted, and how it is treated, hangs on a name that nothing
 * tells. */
bool organization_unclear(const struct order *order,
                          const struct settings *settings);

#endif
