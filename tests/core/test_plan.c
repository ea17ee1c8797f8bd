/*
 * The rules of the contract, a row a sentence: a world, and what the planner
 * makes of it. The first lines expected are the orders, the others the writes.
 */
#include "tests/harness/world.h"

#include <string.h>

struct row {
	const char *name;
	const char *settings; /* added to the brief's; NULL: none */
	const char *world;
	const char *expected;
};

#define PETROV "client.name=Петров_Пётр_Петрович client.phone=+79270001234 "
#define PETROV_CARD                                                            \
	"contact 55 last=Петров first=Пётр middle=Петрович " \
	"phones=+79270001234 "

static const struct row skips[] = {
	{ "deleted order is skipped", NULL, "order deleted=yes",
	  "none skip !deleted\n" },
	{ "deleted order moves its deal", "deleted_stage = Архив\n",
	  "deal 17 number=7 amount=100 contacts=55 begindate=2020-12-24 "
	  "mark=7/2020\n" PETROV_CARD "\norder deleted=yes " PETROV,
	  "id update deal=17 contact=55\ndeal 17 stageId:NEW>UC_OLD\n" },
	{ "deleted order takes no deal of others", "deleted_stage = Архив\n",
	  "deal 17 contacts=55\n" PETROV_CARD "\norder deleted=yes " PETROV,
	  "none skip !deleted\n" },
	{ "deleted order makes no deal", "deleted_stage = Архив\n",
	  "order deleted=yes " PETROV, "none skip !deleted\n" },
#define GONE                                                            \
	"order removed=yes number= date= state= organization= amount= " \
	"ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c "
#define GONE_DEAL                                           \
	"deal 17 number=7 amount=5 contacts=55 source=WEB " \
	"begindate=2020-12-24 mark=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c "
	{ "an order that 1C removed is skipped", NULL, GONE_DEAL "\n" GONE,
	  "none skip !deleted\n" },
	{ "an order that 1C removed moves its deal, and nothing else",
	  "deleted_stage = Архив\n", GONE_DEAL "\n" PETROV_CARD "\n" GONE,
	  "mark update deal=17\ndeal 17 stageId:NEW>UC_OLD\n" },
	{ "the deal of a removed order is moved already",
	  "deleted_stage = Архив\n", GONE_DEAL "stage=UC.OLD\n" GONE,
	  "mark none deal=17\n" },
	{ "a removed order whose deal a person finished",
	  "deleted_stage = Новая\nreopen = no\n", GONE_DEAL "stage=WON\n" GONE,
	  "mark none deal=17 !stage_kept\n" },
	{ "a removed order makes no deal", "deleted_stage = Архив\n", GONE,
	  "none skip !deleted\n" },
	{ "whose organization a removed order was nobody asks",
	  "deleted_stage = Архив\n"
	  "[exchange]\norganizations = Другая\nsince = 2021-01-01\n",
	  GONE_DEAL "\n" GONE,
	  "mark update deal=17\ndeal 17 stageId:NEW>UC_OLD\n" },
#define UNCLEAR                                                                \
	"organization= organization.ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c " \
	"unexplained.organization=Организация_8d1c "
	{ "an organization that nothing names is not filtered away",
	  "[exchange]\norganizations = Другая\n", "order " UNCLEAR PETROV,
	  "none error !reference_unknown\n" },
	{ "nor treated like any other", "[organization Другая]\ncreate = no\n",
	  "order " UNCLEAR PETROV, "none error !reference_unknown\n" },
	{ "unless settings name it by GUID",
	  "[exchange]\norganizations = Другая; "
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\n",
	  "order number= " UNCLEAR PETROV, "none error !no_number\n" },
	{ "or all by GUID",
	  "[exchange]\norganizations = 9d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\n",
	  "order " UNCLEAR PETROV, "none skip !organization_filtered\n" },
	{ "where all are wanted nobody asks for its name", NULL,
	  "order number= " UNCLEAR PETROV, "none error !no_number\n" },
	{ "organization not listed", "[exchange]\norganizations = Другая\n",
	  "order " PETROV, "none skip !organization_filtered\n" },
	{ "organization listed, letter case and outer blanks",
	  "[exchange]\norganizations = Другая;  сто маяк \n",
	  "order number= " PETROV, "none error !no_number\n" },
	{ "organization by GUID",
	  "[exchange]\norganizations = 8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C\n",
	  "order number= organization.ref="
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c " PETROV,
	  "none error !no_number\n" },
	{ "older than since", "[exchange]\nsince = 2020-12-25\n",
	  "order " PETROV, "none skip !before_since\n" },
	{ "not older than since", "[exchange]\nsince = 2020-12-24\n",
	  "order number= " PETROV, "none error !no_number\n" },
	{ "since of the organization",
	  "[organization СТО Маяк]\nsince = 2021-01-01\n", "order " PETROV,
	  "none skip !before_since\n" },
	{ "stale", NULL,
	  "known 7/2020 exported=2020-12-26T18:00:01\norder " PETROV,
	  "none skip !stale\n" },
	{ "same export time is not stale", NULL,
	  "known 7/2020 exported=2020-12-26T18:00:00\n"
	  "order state=Иное " PETROV,
	  "none error !state_unmapped\n" },
	{ "the same document later in the file", NULL,
	  "order superseded=yes " PETROV, "none skip !duplicate_order\n" },
};

static const struct row errors[] = {
	{ "a state that nothing names", NULL,
	  "order state= state.ref=8d1c "
	  "unexplained.state=Состояние_8d1c " PETROV,
	  "none error !reference_unknown\n" },
	{ "a car that nothing names, which nobody wants", NULL,
	  "order state=Иное unexplained.car.name=Автомобиль_8d1c " PETROV,
	  "none error !state_unmapped\n" },
	{ "a car that nothing names, which [fields] want",
	  "[fields]\nUF_CRM_VIN = car.vin\n",
	  "order state=Иное unexplained.car.name=Автомобиль_8d1c " PETROV,
	  "none error !reference_unknown !state_unmapped\n" },
	{ "a master that nothing names, whom the title wants",
	  "title = {number} {master}\n",
	  "order state=Иное unexplained.master=Мастер_8d1c " PETROV,
	  "none error !reference_unknown !state_unmapped\n" },
	{ "no number", NULL, "order number= " PETROV,
	  "none error !no_number\n" },
	{ "grouped sum", NULL, "order amount=23_000,00 " PETROV,
	  "none error !bad_amount\n" },
	{ "no sum", NULL, "order amount= " PETROV, "none error !bad_amount\n" },
	{ "date of people", NULL, "order date=24.12.2020 " PETROV,
	  "none error !bad_date\n" },
	{ "no date", NULL, "order date= " PETROV, "none error !bad_date\n" },
	{ "closing date of people", NULL, "order closed=24.12.2020 " PETROV,
	  "none error !bad_date\n" },
	{ "currency", NULL, "order currency=тугрик " PETROV,
	  "none error !bad_currency\n" },
	{ "no client", NULL, "order", "none error !no_client\n" },
	{ "unknown state", NULL, "order state=Неведомо " PETROV,
	  "none error !state_unmapped\n" },
	{ "unknown state of a matched deal writes nothing", NULL,
	  "deal 17 number=7\norder state=Неведомо " PETROV,
	  "id error deal=17 !state_unmapped\n" },
	{ "a stage that the funnel lacks", NULL,
	  "deal 17 number=7 funnel=1 stage=C1:NEW\norder "
	  "state=Выполнен " PETROV,
	  "id error deal=17 !stage_missing\n" },
	{ "a reference that nothing explains", NULL,
	  "order unknown=Состояние_(GUID) " PETROV,
	  "none error !reference_unknown\n" },
	{ "one bad order does not stop the others", "date_field =\n",
	  "deal 17 number=8 amount=100 contacts=55 mark=8/2020 "
	  "stage=EXECUTING\n" PETROV_CARD "\norder number= " PETROV
	  "\norder number=8 " PETROV,
	  "none error !no_number\nid none deal=17 contact=55\n" },
};

static const struct row by_number[] = {
	{ "the number in the id field", "date_field =\n",
	  "deal 17 number=7 amount=100 stage=EXECUTING mark=7/2020 "
	  "contacts=55\n" PETROV_CARD "\norder " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "look-alike capitals", "date_field =\n",
	  "deal 17 number=TC00012345 amount=100 stage=EXECUTING "
	  "mark=ТС00012345/2020 contacts=55\n" PETROV_CARD
	  "\norder number=ТС00012345 " PETROV,
	  "id update deal=17 contact=55\n"
	  "deal 17 UF_CRM_ID_1C:TC00012345>ТС00012345\n" },
	{ "a mark that names another document is no match", "date_field =\n",
	  "deal 17 number=7 mark=7/2019\norder state=Неведомо " PETROV,
	  "none error !state_unmapped\n" },
	{ "unmarked and too old is no match", "date_field =\n",
	  "deal 17 number=7 created=2020-01-10\norder state=Неведомо " PETROV,
	  "none error !state_unmapped\n" },
	{ "unmarked within number_match_days", "date_field =\n",
	  "deal 17 number=7 created=2020-03-10\norder state=Неведомо " PETROV,
	  "id error deal=17 !state_unmapped\n" },
	{ "number_match_days = 0: any age",
	  "date_field =\nnumber_match_days = 0\n",
	  "deal 17 number=7 created=2010-01-10\norder state=Неведомо " PETROV,
	  "id error deal=17 !state_unmapped\n" },
	{ "several: the one with our mark", NULL,
	  "deal 17 number=7 mark=7/2020 stage=WON\n"
	  "deal 18 number=7\norder state=Неведомо " PETROV,
	  "id error deal=17 !several_deals !state_unmapped\n" },
	{ "several: the one not in a final stage", NULL,
	  "deal 17 number=7\n"
	  "deal 18 number=7 stage=WON created=2020-12-23\n"
	  "order state=Неведомо " PETROV,
	  "id error deal=17 !several_deals !state_unmapped\n" },
	{ "several: the newest", NULL,
	  "deal 17 number=7 created=2020-12-21\n"
	  "deal 18 number=7 created=2020-12-22\n"
	  "deal 19 number=7 created=2020-12-20\n"
	  "order state=Неведомо " PETROV,
	  "id error deal=18 !several_deals !state_unmapped\n" },
	{ "by our mark where no number matches", "date_field =\n",
	  "deal 17 mark=7/2020 amount=100 stage=EXECUTING "
	  "contacts=55\n" PETROV_CARD "\norder " PETROV,
	  "mark update deal=17 contact=55\ndeal 17 UF_CRM_ID_1C:>7\n" },
	{ "the GUID of an order marked by number and year", "date_field =\n",
	  "deal 17 number=7 mark=7/2020 amount=100 stage=EXECUTING "
	  "contacts=55\n" PETROV_CARD "\norder ref=aa-bb " PETROV,
	  "id update deal=17 contact=55\ndeal 17 originId:7/2020>aa-bb\n" },
	{ "two documents of one number: each to its own mark", "date_field =\n",
	  "deal 17 number=7 mark=aa\ndeal 18 number=7 mark=bb\n"
	  "order ref=bb state=Неведомо " PETROV
	  "\norder ref=aa state=Неведомо " PETROV,
	  "id error deal=18 !state_unmapped\n"
	  "id error deal=17 !state_unmapped\n" },
	{ "a deal that the portal no longer shows is held", NULL,
	  "known 7/2020 deal=17\norder " PETROV, "none hold !deal_lost\n" },
	{ "a deal that is there but not the order's any more is not lost",
	  "date_field =\ncreate = no\n",
	  "known 7/2020 deal=17\ndeal 17 number=999\norder " PETROV,
	  "none skip !no_match\n" },
};

static const struct row by_phone[] = {
	{ "the client's phone", "date_field =\n",
	  "deal 17 contacts=55 stage=EXECUTING amount=100\n" PETROV_CARD
	  "\norder " PETROV,
	  "phone update deal=17 contact=55\ndeal 17 UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "the document's phone before the client's", "date_field =\n",
	  "contact 56 last=Петров first=Пётр middle=Петрович "
	  "phones=+79270009999,+79270001234\n"
	  "deal 18 contacts=56 stage=EXECUTING amount=100\n" PETROV_CARD
	  "\ndeal 17 contacts=55\norder phone=89270009999 " PETROV,
	  "phone update deal=18 contact=56\ndeal 18 UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "the client's where the document's is not found", "date_field =\n",
	  "deal 17 contacts=55 stage=EXECUTING amount=100\n" PETROV_CARD
	  "\norder phone=89270009999 " PETROV,
	  "phone update deal=17 contact=55\n"
	  "contact 55 PHONE:>+79270009999\n"
	  "deal 17 UF_CRM_ID_1C:>7 originatorId:>1C-AlfaAuto "
	  "originId:>7/2020\n" },
	{ "a contact that is not the deal's first", "date_field =\n",
	  "contact 56 last=Иванов phones=+79270005555\n"
	  "deal 17 contacts=56,55 stage=EXECUTING amount=100\n" PETROV_CARD
	  "\norder " PETROV,
	  "phone update deal=17 contact=55\ndeal 17 UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "not in a final stage", "create = no\n",
	  "deal 17 contacts=55 stage=WON\n" PETROV_CARD "\norder " PETROV,
	  "none skip !no_match\n" },
	{ "not in a stage called final",
	  "create = no\nfinal_stages = Выполнено\n",
	  "deal 17 contacts=55 stage=UC.DONE\n" PETROV_CARD "\norder " PETROV,
	  "none skip !no_match\n" },
	{ "not with a number", "create = no\n",
	  "deal 17 contacts=55 number=6\n" PETROV_CARD "\norder " PETROV,
	  "none skip !no_match\n" },
	{ "not marked by another document", "create = no\n",
	  "deal 17 contacts=55 mark=6/2020\n" PETROV_CARD "\norder " PETROV,
	  "none skip !no_match\n" },
	{ "not in another funnel", "create = no\n",
	  "deal 17 contacts=55 funnel=2 stage=C2:NEW\n" PETROV_CARD
	  "\norder " PETROV,
	  "none skip !no_match\n" },
	{ "in another funnel of the list, with that funnel's stage",
	  "date_field =\nfunnels = Общая; 2\n",
	  "deal 17 contacts=55 funnel=2 stage=C2:NEW amount=100\n" PETROV_CARD
	  "\norder " PETROV,
	  "phone update deal=17 contact=55\ndeal 17 UF_CRM_ID_1C:>7 "
	  "stageId:C2:NEW>C2:EXECUTING originatorId:>1C-AlfaAuto "
	  "originId:>7/2020\n" },
	{ "not older than phone_match_days", "create = no\n",
	  "deal 17 contacts=55 created=2020-11-20\n" PETROV_CARD
	  "\norder " PETROV,
	  "none skip !no_match\n" },
	{ "phone_match_days = 0: any age",
	  "date_field =\nphone_match_days = 0\n",
	  "deal 17 contacts=55 created=2010-11-20 stage=EXECUTING "
	  "amount=100\n" PETROV_CARD "\norder " PETROV,
	  "phone update deal=17 contact=55\ndeal 17 UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "a closed order takes no deal made later than a day after",
	  "create = no\n",
	  "deal 17 contacts=55 created=2020-12-26T12:00:00\n" PETROV_CARD
	  "\norder state=Закрыт closed=2020-12-25T10:00:00 " PETROV,
	  "none skip !no_match\n" },
	{ "a closed order takes one made within the day", "date_field =\n",
	  "deal 17 contacts=55 created=2020-12-26T09:00:00 stage=WON "
	  "amount=100\n"
	  "deal 18 contacts=55 created=2020-12-26T09:00:00 "
	  "amount=100\n" PETROV_CARD
	  "\norder state=Закрыт closed=2020-12-25T10:00:00 " PETROV,
	  "phone update deal=18 contact=55\ndeal 18 UF_CRM_ID_1C:>7 "
	  "stageId:NEW>WON originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "several: the newest by creation", "date_field =\n",
	  "deal 17 contacts=55 created=2020-12-22 stage=EXECUTING amount=100\n"
	  "deal 18 contacts=55 created=2020-12-20\n" PETROV_CARD
	  "\norder " PETROV,
	  "phone update deal=17 contact=55 !several_deals\n"
	  "deal 17 UF_CRM_ID_1C:>7 originatorId:>1C-AlfaAuto "
	  "originId:>7/2020\n" },
	{ "several = hold", "several = hold\n",
	  "deal 17 contacts=55\ndeal 18 contacts=55\n" PETROV_CARD
	  "\norder " PETROV,
	  "none hold !held\n" },
	{ "a hold is resolved by the number", "several = hold\ndate_field =\n",
	  "deal 17 contacts=55\n"
	  "deal 18 contacts=55 number=7 amount=100 "
	  "stage=EXECUTING\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=18 contact=55\ndeal 18 originatorId:>1C-AlfaAuto "
	  "originId:>7/2020\n" },
	{ "not final chooses before final, newer before older",
	  "create = no\ndate_field =\n",
	  "deal 17 contacts=55 created=2020-12-20 stage=EXECUTING amount=100\n"
	  "deal 18 contacts=55 created=2020-12-21 stage=EXECUTING "
	  "amount=100\n" PETROV_CARD "\norder number=1 state=Закрыт " PETROV
	  "\norder number=2 date=2020-12-22T10:00:00 " PETROV
	  "\norder number=3 date=2020-12-23T10:00:00 " PETROV,
	  "none skip !no_match\n"
	  "phone update deal=17 contact=55\n"
	  "phone update deal=18 contact=55 !several_deals\n"
	  "deal 17 UF_CRM_ID_1C:>2 originatorId:>1C-AlfaAuto "
	  "originId:>2/2020\n"
	  "deal 18 UF_CRM_ID_1C:>3 originatorId:>1C-AlfaAuto "
	  "originId:>3/2020\n" },
	{ "an unmapped order takes no deal from others", "date_field =\n",
	  "deal 17 contacts=55 stage=EXECUTING amount=100\n" PETROV_CARD
	  "\norder number=8 state=Неведомо date=2020-12-25T00:00:00 " PETROV
	  "\norder " PETROV,
	  "none error !state_unmapped\nphone update deal=17 contact=55\n"
	  "deal 17 UF_CRM_ID_1C:>7 originatorId:>1C-AlfaAuto "
	  "originId:>7/2020\n" },
};

static const struct row creates[] = {
	{ "a new deal of a new client", NULL,
	  "order car.vin=X client.ref=cc client.mail=p@example.ru " PETROV,
	  "new create\n"
	  "contact new lastName:>Петров name:>Пётр secondName:>Петрович "
	  "PHONE:>+79270001234 EMAIL:>p@example.ru originatorId:>1C-AlfaAuto "
	  "originId:>cc\n"
	  "deal new title:>Заказ-наряд № 7 от 24.12.2020 categoryId:>0 "
	  "stageId:>EXECUTING opportunity:>100.00 currencyId:>RUB "
	  "UF_CRM_ID_1C:>7 begindate:>2020-12-24 originatorId:>1C-AlfaAuto "
	  "originId:>7/2020 +new\n" },
	{ "a new deal of a known client, marked by GUID",
	  "date_field =\nsource = Альфа-Авто\nresponsible = 12\n"
	  "title = {number}\n",
	  PETROV_CARD "\norder ref=aa " PETROV,
	  "new create contact=55\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "sourceId:>UC_1C assignedById:>12 contactIds:>55 "
	  "originatorId:>1C-AlfaAuto originId:>aa\n" },
	{ "create = no", "create = no\n", "order " PETROV,
	  "none skip !no_match\n" },
	{ "create = no, and a state that nobody mapped", "create = no\n",
	  "order state=Неведомо " PETROV, "none error !state_unmapped\n" },
	{ "create = no of the organization",
	  "[organization СТО Маяк]\ncreate = no\n", "order " PETROV,
	  "none skip !no_match\n" },
	{ "the organization's funnel, source and responsible",
	  "date_field =\ntitle = {number}\n[organization СТО Маяк]\n"
	  "funnel = Мойка\nsource = CALL\nresponsible = 3\n",
	  PETROV_CARD "\norder " PETROV,
	  "new create contact=55\n"
	  "deal new title:>7 categoryId:>2 stageId:>C2:EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "sourceId:>CALL assignedById:>3 contactIds:>55 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "new deals oldest first", "date_field =\ntitle = {number}\n",
	  PETROV_CARD "\norder number=2 date=2020-12-25 " PETROV
	              "\norder number=1 date=2020-12-23 " PETROV,
	  "new create contact=55\nnew create contact=55\n"
	  "deal new title:>1 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>1 "
	  "contactIds:>55 originatorId:>1C-AlfaAuto originId:>1/2020\n"
	  "deal new title:>2 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>2 "
	  "contactIds:>55 originatorId:>1C-AlfaAuto originId:>2/2020\n" },
	{ "a stage that the new deal's funnel lacks", "funnel = Кузовной цех\n",
	  "order state=Выполнен " PETROV, "none error !stage_missing\n" },
};

#define MATCHED \
	"deal 17 number=7 mark=7/2020 amount=100 stage=EXECUTING contacts=55 "

static const struct row updates[] = {
	{ "sum, with the manual flag and the currency", "date_field =\n",
	  MATCHED "amount=50\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55\ndeal 17 opportunity:50.00>100.00\n" },
	{ "currency alone", "date_field =\n",
	  MATCHED "currency=USD\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55\n"
	  "deal 17 opportunity:100.00>100.00 currencyId:USD>RUB\n" },
	{ "a date compares by its day", NULL,
	  MATCHED "begindate=2020-12-24T03:00:00+03:00\n" PETROV_CARD
	          "\norder " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "another day", NULL,
	  MATCHED "begindate=2020-12-23T03:00:00+03:00\n" PETROV_CARD
	          "\norder " PETROV,
	  "id update deal=17 contact=55\n"
	  "deal 17 begindate:2020-12-23T03:00:00+03:00>2020-12-24\n" },
	{ "a foreign originator is no mark and stays", "date_field =\n",
	  "deal 17 number=7 originator=shop amount=100 stage=EXECUTING "
	  "contacts=55\n" PETROV_CARD "\norder " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "the source where it has none", "date_field =\nsource = CALL\n",
	  MATCHED "\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55\ndeal 17 sourceId:>CALL\n" },
	{ "not another source", "date_field =\nsource = CALL\n",
	  MATCHED "source=WEB\n" PETROV_CARD "\norder " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "the contact where it has none", "date_field =\n",
	  "deal 17 number=7 mark=7/2020 amount=100 "
	  "stage=EXECUTING\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55\ndeal 17 contactIds:>55\n" },
	{ "a new contact where it has none", "date_field =\n",
	  "deal 17 number=7 mark=7/2020 amount=100 stage=EXECUTING\n"
	  "order client.ref=cc " PETROV,
	  "id update deal=17\n"
	  "contact new lastName:>Петров name:>Пётр secondName:>Петрович "
	  "PHONE:>+79270001234 originatorId:>1C-AlfaAuto originId:>cc\n"
	  "deal 17 +new\n" },
	{ "[fields], each compared as what it is",
	  "date_field =\n[fields]\nUF_CRM_VIN = car.vin\n"
	  "UF_CRM_MILEAGE = car.mileage\nUF_CRM_CLOSED = closed\n"
	  "comments = reason\n",
	  MATCHED "UF.CRM.VIN=X UF.CRM.MILEAGE=148000.00 "
	          "UF.CRM.CLOSED=2020-12-26T09:00:00Z "
	          "comments=Стук__ТО\n" PETROV_CARD
	          "\norder car.vin=X car.mileage=148000 "
	          "closed=2020-12-26T12:00:00 reason=Стук_ТО " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "[fields] where different; what the order has not stays",
	  "date_field =\n[fields]\nUF_CRM_VIN = car.vin\n"
	  "comments = reason\n",
	  MATCHED "UF.CRM.VIN=X comments=old\n" PETROV_CARD
	          "\norder car.vin=Y " PETROV,
	  "id update deal=17 contact=55\ndeal 17 UF_CRM_VIN:X>Y\n" },
	{ "not its funnel, title and other contacts", "date_field =\n",
	  "deal 17 number=7 mark=7/2020 amount=100 funnel=2 "
	  "stage=C2:EXECUTING contacts=55,56\n" PETROV_CARD
	  "\ncontact 56 last=Иванов\norder " PETROV,
	  "id none deal=17 contact=55\n" },
};

static const struct row stages[] = {
	{ "it follows 1C", "date_field =\n",
	  MATCHED "\n" PETROV_CARD "\norder state=Закрыт " PETROV,
	  "id update deal=17 contact=55\ndeal 17 stageId:EXECUTING>WON\n" },
	{ "predefined names and blanks", "date_field =\n",
	  MATCHED "\n" PETROV_CARD "\norder state= predefined=ВРаботе " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "the first that is mapped counts", "date_field =\n",
	  MATCHED "\n" PETROV_CARD
	          "\norder state=Иное predefined=Закрыт " PETROV,
	  "id update deal=17 contact=55\ndeal 17 stageId:EXECUTING>WON\n" },
	{ "by the state's GUID",
	  "date_field =\n[stages Общая]\naa-bb = Отказ\n",
	  MATCHED "\n" PETROV_CARD "\norder state=Иное state.ref=aa-bb " PETROV,
	  "id update deal=17 contact=55\ndeal 17 stageId:EXECUTING>LOSE\n" },
	{ "overridden for one funnel",
	  "date_field =\n[stages 0]\nв работе = NEW\n",
	  MATCHED "\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55\ndeal 17 stageId:EXECUTING>NEW\n" },
	{ "leaving a final stage is said", "date_field =\n",
	  MATCHED "stage=WON\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55 !reopened\n"
	  "deal 17 stageId:WON>EXECUTING\n" },
	{ "reopen = no", "date_field =\nreopen = no\n",
	  MATCHED "stage=WON amount=50\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55 !stage_kept\n"
	  "deal 17 opportunity:50.00>100.00\n" },
	{ "until_edited: a person moved it after us",
	  "date_field =\nstage = until_edited\n",
	  "known 7/2020 stage=EXECUTING state=вработе\n" MATCHED
	  "stage=UC.DONE\n" PETROV_CARD "\norder " PETROV,
	  "id none deal=17 contact=55 !stage_kept\n" },
	{ "until_edited: 1C's state changed since",
	  "date_field =\nstage = until_edited\n",
	  "known 7/2020 stage=EXECUTING state=вработе\n" MATCHED
	  "stage=UC.DONE\n" PETROV_CARD "\norder state=Закрыт " PETROV,
	  "id update deal=17 contact=55\ndeal 17 stageId:UC_DONE>WON\n" },
	{ "until_edited: nobody moved it",
	  "date_field =\nstage = until_edited\n",
	  "known 7/2020 stage=NEW state=заявка\n" MATCHED
	  "stage=NEW\n" PETROV_CARD "\norder " PETROV,
	  "id update deal=17 contact=55\ndeal 17 stageId:NEW>EXECUTING\n" },
};

static const struct row contacts[] = {
	{ "names become 1C's", "date_field =\n",
	  MATCHED "\ncontact 55 last=петров first=Петя phones=+79270001234\n"
	          "order " PETROV,
	  "id update deal=17 contact=55\ncontact 55 lastName:петров>Петров "
	  "name:Петя>Пётр secondName:>Петрович\n" },
	{ "an empty part clears nothing", "date_field =\n",
	  MATCHED "\n" PETROV_CARD
	          "\norder client.name=Петров client.phone=89270001234",
	  "id none deal=17 contact=55\n" },
	{ "phones that it lacks are added, none removed", "date_field =\n",
	  MATCHED "\n" PETROV_CARD
	          "\norder client.phone=8(846)200-00-00 " PETROV,
	  "id update deal=17 contact=55\ncontact 55 PHONE:>+78462000000\n" },
	{ "the mark where it has none", "date_field =\n",
	  MATCHED "\n" PETROV_CARD "\norder client.ref=cc " PETROV,
	  "id update deal=17 contact=55\ncontact 55 "
	  "originatorId:>1C-AlfaAuto originId:>cc\n" },
	{ "a foreign originator on a contact stays", "date_field =\n",
	  MATCHED "\n" PETROV_CARD
	          "originator=shop\norder client.ref=cc " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "update = no", "date_field =\n[contact]\nupdate = no\n",
	  MATCHED "\ncontact 55 last=Другой phones=+79270001234\norder "
	          "client.ref=cc " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "update = no still makes a missing one",
	  "date_field =\ntitle = {number}\n[contact]\nupdate = no\n",
	  "order client.ref=cc " PETROV,
	  "new create\n"
	  "contact new lastName:>Петров name:>Пётр secondName:>Петрович "
	  "PHONE:>+79270001234 originatorId:>1C-AlfaAuto originId:>cc\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020 +new\n" },
	{ "another client's mark: not renamed", "date_field =\n",
	  MATCHED "\ncontact 55 last=Парк phones=+79270001234 mark=dd\n"
	          "order client.ref=cc " PETROV,
	  "id none deal=17 contact=55 !contact_differs\n" },
	{ "without GUIDs an older order does not rename back", "date_field =\n",
	  "named 55 date=2020-12-25\n" MATCHED
	  "\ncontact 55 last=Сидоров phones=+79270001234\norder " PETROV,
	  "id none deal=17 contact=55\n" },
	{ "without GUIDs a newer order renames", "date_field =\n",
	  "named 55 date=2020-12-23\n" MATCHED
	  "\ncontact 55 last=Сидоров first=Пётр middle=Петрович "
	  "phones=+79270001234\norder " PETROV,
	  "id update deal=17 contact=55\ncontact 55 "
	  "lastName:Сидоров>Петров\n" },
	{ "without GUIDs the newest of a window names", "date_field =\n",
	  MATCHED "\ndeal 18 number=8 mark=8/2020 amount=100 stage=EXECUTING "
	          "contacts=55\n" PETROV_CARD
	          "\norder number=8 date=2020-12-25 "
	          "client.name=Петрова client.phone=+79270001234"
	          "\norder " PETROV,
	  "id update deal=18 contact=55\nid none deal=17 contact=55\n"
	  "contact 55 lastName:Петров>Петрова\n" },
	{ "no contact has the phone: the marked one gets it", "date_field =\n",
	  MATCHED "contacts=56\ncontact 56 last=Иной phones=+79271112233\n"
	          "contact 57 last=Петров first=Пётр middle=Петрович "
	          "mark=cc\norder client.ref=cc " PETROV,
	  "id update deal=17 contact=57 !contact_differs\n"
	  "contact 57 PHONE:>+79270001234\n" },
	{ "the deal's contact has no phone: it gets phone and names",
	  "date_field =\n", MATCHED "\ncontact 55 first=Клиент\norder " PETROV,
	  "id update deal=17 contact=55\ncontact 55 lastName:>Петров "
	  "name:Клиент>Пётр secondName:>Петрович PHONE:>+79270001234\n" },
	{ "the deal's contact has another phone but the same last name",
	  "date_field =\n",
	  MATCHED "\ncontact 55 last=ПЕТРОВ phones=+79271112233\norder " PETROV,
	  "id update deal=17 contact=55\ncontact 55 lastName:ПЕТРОВ>Петров "
	  "name:>Пётр secondName:>Петрович PHONE:>+79270001234\n" },
	{ "somebody else on the deal: the client's own is made",
	  "date_field =\n",
	  MATCHED "\ncontact 55 last=Иной phones=+79271112233\norder "
	          "client.ref=cc " PETROV,
	  "id update deal=17 !contact_differs\n"
	  "contact new lastName:>Петров name:>Пётр secondName:>Петрович "
	  "PHONE:>+79270001234 originatorId:>1C-AlfaAuto originId:>cc\n" },
	{ "somebody else on the deal: the client's own is found",
	  "date_field =\n",
	  MATCHED
	  "contacts=56\ncontact 56 last=Иной phones=+79271112233\n" PETROV_CARD
	  "\norder " PETROV,
	  "id none deal=17 contact=55 !contact_differs\n" },
	{ "several with the phone: the deal's", "date_field =\n",
	  MATCHED "\ncontact 44 last=А phones=+79270001234\n" PETROV_CARD
	          "\norder " PETROV,
	  "id none deal=17 contact=55 !several_contacts\n" },
	{ "several with the phone: the marked one",
	  "date_field =\ntitle = {number}\n",
	  "contact 44 last=А phones=+79270001234\n" PETROV_CARD
	  "mark=cc\norder client.ref=cc state=Иное " PETROV
	  "\norder number=8 client.ref=cc " PETROV,
	  "none error !state_unmapped\nnew create contact=55 "
	  "!several_contacts\n"
	  "deal new title:>8 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>8 "
	  "contactIds:>55 originatorId:>1C-AlfaAuto originId:>8/2020\n" },
	{ "several with the phone: the same name",
	  "date_field =\ntitle = {number}\n",
	  "contact 44 last=А phones=+79270001234\n" PETROV_CARD
	  "\norder " PETROV,
	  "new create contact=55 !several_contacts\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "contactIds:>55 originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "several with the phone: the oldest",
	  "date_field =\ntitle = {number}\n[contact]\nupdate = no\n",
	  "contact 45 last=Б phones=+79270001234\n"
	  "contact 44 last=А phones=+79270001234\norder " PETROV,
	  "new create contact=44 !several_contacts\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "contactIds:>44 originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "two orders of one new client make one contact",
	  "date_field =\ntitle = {number}\n",
	  "order client.ref=cc number=1 " PETROV
	  "\norder client.ref=cc number=2 date=2020-12-25 " PETROV,
	  "new create\nnew create\n"
	  "contact new lastName:>Петров name:>Пётр secondName:>Петрович "
	  "PHONE:>+79270001234 originatorId:>1C-AlfaAuto originId:>cc\n"
	  "deal new title:>1 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>1 "
	  "originatorId:>1C-AlfaAuto originId:>1/2020 +new\n"
	  "deal new title:>2 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>2 "
	  "originatorId:>1C-AlfaAuto originId:>2/2020 +new\n" },
	{ "a legal entity renames nobody", "date_field =\n",
	  MATCHED "\n" PETROV_CARD
	          "\norder client.name=ООО_Ромашка client.kind=Юрлицо "
	          "client.phone=+79270001234",
	  "id none deal=17 contact=55\n" },
	{ "a legal entity's name goes whole into NAME",
	  "date_field =\ntitle = {number}\n",
	  "order client.ref=cc client.name=ООО_Ромашка "
	  "client.phone=+79270001234",
	  "new create\n"
	  "contact new name:>ООО Ромашка PHONE:>+79270001234 "
	  "originatorId:>1C-AlfaAuto originId:>cc\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020 +new\n" },
	{ "a name that names nobody renames nobody", "date_field =\n",
	  MATCHED "\n" PETROV_CARD
	          "\norder client.ref=cc client.name=Частное_лицо "
	          "client.phone=+79270001234",
	  "id none deal=17 contact=55\n" },
	{ "no usable phone: the contact with the mark", "date_field =\n",
	  "deal 17 number=7 mark=7/2020 amount=100 stage=EXECUTING\n"
	  "contact 57 last=Петров mark=cc\n"
	  "order client.ref=cc client.name=Петров",
	  "id update deal=17 contact=57\ndeal 17 contactIds:>57\n" },
	{ "no usable phone: a new one with the mark",
	  "date_field =\ntitle = {number}\n",
	  "order client.ref=cc client.name=Петров",
	  "new create\n"
	  "contact new lastName:>Петров originatorId:>1C-AlfaAuto "
	  "originId:>cc\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020 +new\n" },
	{ "no usable phone and no GUID: no contact",
	  "date_field =\ntitle = {number}\n", "order client.name=Петров",
	  "new create !no_phone\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "a phone that identifies nobody is none",
	  "date_field =\ntitle = {number}\n[contact]\n"
	  "ignore_phones = 8-927-000-12-34\n",
	  PETROV_CARD "\norder " PETROV,
	  "new create !dummy_phone !no_phone\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "«нет» in place of an address", "date_field =\ntitle = {number}\n",
	  "order client.ref=cc client.mail=нет " PETROV,
	  "new create\n"
	  "contact new lastName:>Петров name:>Пётр secondName:>Петрович "
	  "PHONE:>+79270001234 originatorId:>1C-AlfaAuto originId:>cc\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020 +new\n" },
	{ "the contact that this order made and no phone finds yet",
	  "date_field =\ntitle = {number}\n",
	  "contact 60 last=Петров first=Пётр middle=Петрович "
	  "mark=order:7/2020\norder " PETROV,
	  "new create contact=60\ncontact 60 PHONE:>+79270001234\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "contactIds:>60 originatorId:>1C-AlfaAuto originId:>7/2020\n" },
	{ "a client without GUID: the contact bears its order",
	  "date_field =\ntitle = {number}\n", "order " PETROV,
	  "new create\n"
	  "contact new lastName:>Петров name:>Пётр secondName:>Петрович "
	  "PHONE:>+79270001234 originatorId:>1C-AlfaAuto "
	  "originId:>order:7/2020\n"
	  "deal new title:>7 categoryId:>0 stageId:>EXECUTING "
	  "opportunity:>100.00 currencyId:>RUB UF_CRM_ID_1C:>7 "
	  "originatorId:>1C-AlfaAuto originId:>7/2020 +new\n" },
	{ "and gives it up for a GUID", "date_field =\n",
	  MATCHED "\n" PETROV_CARD
	          "mark=order:7/2020\norder client.ref=cc " PETROV,
	  "id update deal=17 contact=55\n"
	  "contact 55 originId:order:7/2020>cc\n" },
};

static void run(gconstpointer data)
{
	const struct row *row = data;
	struct world *world = world_new(row->settings, row->world);
	struct plan *plan = plan_build(world->orders, world->snapshot,
	                               world->memory, world->rules);
	g_autofree char *text = world_describe(world, plan);

	g_assert_cmpstr(text, ==, row->expected);
	plan_free(plan);
	world_free(world);
}

static void add(const char *group, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		g_autofree char *path =
			g_strdup_printf("/%s/%s", group, rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	add("rule 1", skips, G_N_ELEMENTS(skips));
	add("errors", errors, G_N_ELEMENTS(errors));
	add("rule 2", by_number, G_N_ELEMENTS(by_number));
	add("rule 3", by_phone, G_N_ELEMENTS(by_phone));
	add("rule 4", creates, G_N_ELEMENTS(creates));
	add("rule 5", updates, G_N_ELEMENTS(updates));
	add("rule 8", stages, G_N_ELEMENTS(stages));
	add("rule 6", contacts, G_N_ELEMENTS(contacts));
	return g_test_run();
}
