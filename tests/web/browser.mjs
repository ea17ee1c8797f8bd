/*
 * The settings page in a real browser, used as a person would. Speaks TAP.
 *
 * usage: node browser.mjs ADDRESS PART...   see tests/browser.t
 *
 * environment: MODULES (folder of node_modules), SHOTS (folder for pictures),
 * DIR (the test's folder), CHROMIUM (its path)
 */
import { createRequire } from "node:module";
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { execFileSync } from "node:child_process";

const { MODULES, SHOTS, DIR, CHROMIUM, ROOT } = process.env;
const require = createRequire(MODULES + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [entry, part] = process.argv.slice(2);
const home = new URL(entry).origin;

let tests = 0;
let failed = 0;

function ok(name, good, why) {
	tests++;
	if (!good) {
		failed++;
		if (why !== undefined)
			console.log("# " + String(why).replaceAll("\n", "\n# "));
	}
	console.log(`${good ? "ok" : "not ok"} ${tests} - ${name}`);
}

const conf = () => readFileSync(DIR + "/conf", "utf8");
const log = () => readFileSync(DIR + "/daemon.log", "utf8");
const has_text = (page, text) => page.locator("main").innerText()
	.then((all) => all.includes(text));

/* Waits for something outside the browser. */
async function until(what, seconds = 20) {
	const end = Date.now() + seconds * 1000;

	while (Date.now() < end) {
		if (await what())
			return true;
		await new Promise((go) => setTimeout(go, 100));
	}
	return false;
}

function sh(command) {
	return execFileSync("sh", ["-c", command], { encoding: "utf8" });
}

/* Whole under its name at once, as 1C should. */
function drop(name, text) {
	writeFileSync(`${DIR}/${name}`, text);
	sh(`mv '${DIR}/${name}' '${DIR}/exchange/in/${name}'`);
}

const acks = (name) =>
	sh(`cat ${DIR}/exchange/ack/${name}.*.ack.xml 2>/dev/null; true`);

function order(number, changes = {}) {
	const is = { state: "Заявка", organization: "СТО Маяк", sum: "100.00",
		phone: "+7 927 111-22-33", client: "Тестов Тест", ...changes };
	const xml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

	return `<?xml version="1.0" encoding="UTF-8"?>
<ЗаказНаряды xmlns="urn:b24bridge:orders:1" Количество="1"><ЗаказНаряд>
<Номер>${number}</Номер><Дата>${is.date ?? "2020-12-24T17:42:46"}</Дата>
<Состояние>${xml(is.state)}</Состояние><Организация>${xml(is.organization)}</Организация>
<Сумма>${is.sum}</Сумма><Клиент><Наименование>${xml(is.client)}</Наименование>
<Телефон>${is.phone}</Телефон></Клиент></ЗаказНаряд></ЗаказНаряды>`;
}

async function carry(name, text) {
	drop(name + ".xml", text);
	await until(() => acks(name) !== "");
	return acks(name);
}

/* Preview, look, save. */
async function save(page, expected) {
	await page.getByRole("button", { name: /Проверить и показать/ }).click();
	const shown = await page.locator("main").innerText();

	ok(`shows what changes: ${expected}`, shown.includes(expected), shown);
	await page.getByRole("button", { name: "Сохранить" }).click();
	await page.waitForLoadState();
	return page.locator("main").innerText();
}

async function saved(page, expected) {
	const text = await save(page, expected);

	ok("saved, and the daemon works with it",
		text.includes("Служба работает с новыми настройками"), text);
}

const paths = ["/", "/start", "/connect", "/deals", "/contacts",
	"/organizations", "/stages", "/exchange", "/names", "/journal",
	"/journal?view=files", "/journal/order?number=3000004876", "/debug",
	"/login"];

/* ---- how pages look and read ---- */

async function looks(page) {
	mkdirSync(SHOTS, { recursive: true });
	/* With something on every page: lists, and what waits for a person. */
	await carry("paint", order("9000000004", { state: "Покраска" }));
	await page.goto(home + "/stages");
	await page.getByRole("button", { name: "Обновить из Битрикс24" }).click();
	await page.locator("table.matrix select").first().waitFor();
	for (const [wide, scheme] of [[360, "light"], [1280, "light"],
		[1280, "dark"], [1920, "light"]]) {
		await page.setViewportSize({ width: wide, height: 900 });
		await page.emulateMedia({ colorScheme: scheme });
		for (const path of paths) {
			await page.goto(home + path);
			const name = path.replace(/[^a-z]+/g, "-");

			await page.screenshot({ fullPage: true,
				path: `${SHOTS}/${wide}-${scheme}${name}.png` });
			const wider = await page.evaluate(() =>
				document.documentElement.scrollWidth - innerWidth);

			ok(`${path} fits ${wide} px, ${scheme}`, wider <= 0, wider);
			if (wide === 1920)
				continue;
			await page.evaluate(axe);
			const { violations, passes } =
				await page.evaluate(() => axe.run());
			const grave = violations.filter((found) =>
				["serious", "critical"].includes(found.impact));

			ok(`${path} is accessible at ${wide} px, ${scheme}`,
				grave.length === 0 && passes.length > 5,
				JSON.stringify(grave.map((found) =>
					[found.id, found.nodes[0].html])));
		}
	}
	await page.setViewportSize({ width: 1280, height: 900 });
	await page.emulateMedia({ colorScheme: "light" });
}

/* ---- each page's job ---- */

async function connects(page) {
	await page.goto(home + "/connect");
	await page.getByLabel("Адрес вебхука").fill("http://example.ru/rest/x");
	await page.getByRole("button", { name: "Записать и проверить" }).click();
	ok("a wrong webhook is refused in words",
		await page.getByRole("alert").count() > 0);
	await page.goto(home + "/connect");
	await page.getByRole("button", { name: "Проверить", exact: true }).click();
	await page.locator("[data-findings] .notice").waitFor();
	const points = await page.locator("[data-findings] li").count();

	ok("check shows its points", points > 10, points);
	ok("check ends well", await has_text(page, "всё в порядке"),
		await page.locator("[data-findings]").innerText());
	await page.getByLabel("Запросов в секунду").fill("99");
	await page.getByLabel("Запросов в секунду").evaluate((field) =>
		field.removeAttribute("max"));
	await page.getByRole("button", { name: /Проверить и показать/ }).click();
	ok("a value that is not allowed is said at its field",
		await page.locator(".field.wrong .error").count() === 1);
	ok("and what was typed is still there",
		await page.getByLabel("Запросов в секунду").inputValue() === "99");
	await page.getByLabel("Запросов в секунду").fill("5");
	await saved(page, "Запросов в секунду");
	ok("the file has it", /^requests_per_second = 5$/m.test(conf()));
	ok("comments stayed", conf().includes("# Сколько запросов в секунду"));
}

async function deals(page) {
	await page.goto(home + "/deals");
	await page.getByRole("button", { name: "Обновить из Битрикс24" }).click();
	await page.getByLabel("Создавать сделки").first()
		.selectOption({ label: "нет" });
	await page.getByLabel("Ответственный за новые сделки")
		.selectOption({ label: "Ирина Диспетчер (7)" });
	const title = page.getByLabel("Название новой сделки");

	await title.fill("ЗН {number}, {car.name}");
	ok("a title has a live example",
		await has_text(page, "ЗН 3000004876, NISSAN PRIMERA"));
	await page.getByLabel("Поле сделки").nth(1).waitFor();
	await page.locator("select[name=of_field]").first()
		.selectOption({ label: "VIN (UF_CRM_VIN)" });
	await page.locator("select[name=of_path]").first()
		.selectOption({ label: "автомобиль: VIN" });
	await saved(page, "Создавать сделки");
	ok("fields are in the file", /^create = no$/m.test(conf()) &&
		/^responsible = 7$/m.test(conf()) &&
		/^UF_CRM_VIN = car\.vin$/m.test(conf()), conf());
	ok("the daemon obeys: no deal is made",
		(await carry("quiet", order("9000000001"))).includes("no_match"));
	await page.goto(home + "/deals");
	await page.getByLabel("Создавать сделки").first()
		.selectOption({ label: "да" });
	await page.locator("select[name=of_path]").first()
		.selectOption({ label: "—" });
	await saved(page, "Создавать сделки");
	ok("a row can be taken away", !/^UF_CRM_VIN/m.test(conf()));
	await page.goto(home + "/deals");
	await page.getByLabel("Название поля").fill("Номер ЗН");
	await page.getByRole("button", { name: "Создать поле" }).click();
	ok("the id field is made with one button",
		await has_text(page, "создано в Битрикс24"));
	await page.getByRole("link", { name: "Не сохранять" }).click();
}

async function contacts(page) {
	await page.goto(home + "/contacts");
	await page.getByLabel("Менять карточки контактов")
		.selectOption({ label: "нет" });
	await page.getByLabel("Ничьи телефоны")
		.fill("+7 846 000-00-01\n8 846 000 00 02");
	await saved(page, "Ничьи телефоны");
	ok("a list is one line of the file",
		/^ignore_phones = \+7 846 000-00-01; 8 846 000 00 02$/m.test(conf()));
}

async function organizations(page) {
	await carry("other", order("9000000002", { organization: "СТО Восток" }));
	await page.goto(home + "/organizations");
	await page.getByLabel("Только отмеченные").check();
	await page.getByRole("checkbox", { name: /СТО Маяк/ }).check();
	await page.getByText("СТО Восток: отличия").click();
	await page.locator("details[open]").filter({ hasText: "СТО Восток" })
		.getByLabel("Источник").selectOption({ label: "Альфа-Авто" });
	await saved(page, "Какие организации переносить");
	ok("the file has both", /^organizations = СТО Маяк$/m.test(conf()) &&
		/^\[organization СТО Восток\]\nsource = UC_1C$/m.test(conf()), conf());
	ok("the daemon obeys: another organization is passed over",
		(await carry("again", order("9000000003",
			{ organization: "СТО Восток" })))
			.includes("organization_filtered"));
	await page.goto(home + "/organizations");
	await page.getByLabel("Все организации").check();
	await page.locator("details[open]").filter({ hasText: "СТО Восток" })
		.getByLabel("Источник").selectOption({ label: "как для всех" });
	await saved(page, "СТО Восток");
	ok("a group that says nothing is gone",
		!conf().includes("[organization СТО Восток]"));
}

async function stages(page) {
	ok("an unmapped state fails",
		(await carry("paint", order("9000000004", { state: "Покраска" })))
			.includes("state_unmapped"));
	await page.goto(home + "/");
	ok("the overview names it", await has_text(page, "Покраска"));
	await page.getByRole("link", { name: "Назначить стадии" }).click();
	const row = page.getByRole("row").filter({ hasText: "Покраска" });

	ok("it is marked", await row.getByText("без стадии").count() === 1);
	await row.locator("select").first().selectOption({ label: "В работе" });
	await page.locator("input[name=new_state]").first().fill("Сушка");
	await page.getByRole("row").filter({ has: page.locator(
		"input[name=new_state]") }).first().locator("select").nth(2)
		.selectOption({ label: "В работе" });
	await page.locator("fieldset").filter({ hasText: "Общая" })
		.getByLabel("Выполнено").check();
	await saved(page, "Покраска");
	ok("states and final stages are in the file",
		/^Покраска = В работе$/m.test(conf()) &&
		/^\[stages Кузовной цех\]\n(.*\n)*?Сушка = C1:EXECUTING$/m.test(conf()) &&
		/^final_stages = UC_DONE$/m.test(conf()), conf());
	ok("the order that failed went through by itself",
		await until(() => sh(`cat ${DIR}/exchange/ack/paint*.ack.xml`)
			.includes('Итог="Создан"')));
}

async function journal(page) {
	await page.goto(home + "/journal");
	await page.getByLabel("Номер").fill("3000004876");
	await page.getByRole("button", { name: "Заказ-наряды" }).click();
	await page.getByRole("link", { name: "3000004876" }).first().click();
	ok("an order is shown field by field",
		await has_text(page, "stageId") && await has_text(page, "opportunity"));
	await page.goto(home + "/journal?phone=00-12-34");
	ok("found by the phone's end", await has_text(page, "3000004876"));
	await page.goto(home + "/journal?phone=99-99-99");
	ok("and only by the right one", !await has_text(page, "3000004876"));
	await page.goto(home + "/journal?view=files&name=orders");
	await page.getByRole("link", { name: "показать" }).first().click();
	ok("an ack as text", await has_text(page, "<РезультатОбмена"));
	const [file] = await Promise.all([page.waitForEvent("download"),
		page.getByRole("link", { name: "Сохранить файл" }).click()]);

	ok("an ack as a file", readFileSync(await file.path(), "utf8")
		.includes("<РезультатОбмена"));
	const before = sh(`ls ${DIR}/exchange/ack`).split("\n").length;

	await page.goto(home + "/journal?view=files&name=orders");
	await page.getByRole("button", { name: "Повторить" }).first().click();
	ok("a file goes in again", await until(() =>
		sh(`ls ${DIR}/exchange/ack`).split("\n").length > before));
	await page.goto(home + "/journal");
	await page.getByLabel(/Файл из 1С/)
		.setInputFiles({ name: "mine.xml", mimeType: "text/xml",
			buffer: Buffer.from(order("9000000005",
				{ client: "<img src=x onerror=alert(1)>",
					phone: "+7 927 111-22-66" })) });
	await page.getByRole("button", { name: "Пробный прогон" }).last().click();
	ok("a plan says what would be made, and HTML in it is text",
		await has_text(page, "будет создана") &&
		await has_text(page, "<img"),
		await page.locator("main").innerText());
	ok("and makes nothing", acks("mine") === "");
	await page.goto(home + "/journal");
	await page.getByLabel(/Файл из 1С/)
		.setInputFiles({ name: "bad.xml", mimeType: "text/xml",
			buffer: Buffer.from("<ЗаказНаряды>") });
	await page.getByRole("button", { name: "Пробный прогон" }).last().click();
	ok("a broken file is said with its fault",
		await has_text(page, "Файл не принят"));
	await page.goto(home + "/journal");
	await page.getByLabel(/Файл из 1С/)
		.setInputFiles({ name: "mine.xml", mimeType: "text/xml",
			buffer: Buffer.from(order("9000000005",
				{ client: "<img src=x onerror=alert(1)>",
					phone: "+7 927 111-22-66" })) });
	await page.getByRole("button", { name: "Перенести" }).click();
	ok("a file is carried from the page",
		await until(() => acks("mine").includes("Создан")));
}

async function overview(page) {
	await page.goto(home + "/exchange");
	await page.getByLabel("Предохранитель, сделок в файле").fill("1");
	await saved(page, "Предохранитель");
	const two = order("9000000006", { phone: "+7 927 111-22-44" })
		.replace('Количество="1"', 'Количество="2"')
		.replace("</ЗаказНаряды>", order("9000000007",
			{ phone: "+7 927 111-22-55" })
			.match(/<ЗаказНаряд>[^]*<\/ЗаказНаряд>/)[0] + "</ЗаказНаряды>");

	await carry("many", two);
	await page.goto(home + "/");
	ok("a held file waits for a person", await has_text(page, "many.xml"));
	await page.getByRole("button", { name: "Провести" }).click();
	ok("a button lets it pass", await until(() =>
		acks("many").split("Создан\"").length === 3), acks("many"));
	await page.goto(home + "/");
	ok("the chart is there, and its table",
		await page.locator("svg.chart rect").count() > 0 &&
		await page.locator("table.numbers tbody tr").count() === 30);
	ok("today is counted", /[1-9]\d*\s+создано/.test(
		await page.locator(".tiles").innerText()));
}

async function debug(page) {
	await page.goto(home + "/debug");
	await page.getByLabel("Режим отладки").selectOption({ label: "да" });
	await saved(page, "Режим отладки");
	await page.goto(home + "/debug");
	drop("talk.xml", order("9000000008"));
	ok("the log goes on by itself", await until(async () =>
		(await page.locator("[data-log]").innerText())
			.includes("crm.item")));
	const [file] = await Promise.all([page.waitForEvent("download"),
		page.getByRole("link", { name: "Скачать" }).click()]);
	const bundle = readFileSync(await file.path(), "utf8");

	ok("the bundle has all parts", ["Настройки", "Состояние", "Проверка",
		"Журнал"].every((title) => bundle.includes(`==== ${title}`)));
	ok("no secret, name or phone in it", !bundle.includes("/secret") &&
		!bundle.includes("111-22-33") && !bundle.includes("9271112233") &&
		!bundle.includes("Тестов"), bundle);
	await page.goto(home + "/debug");
	await page.getByLabel("Режим отладки").selectOption({ label: "нет" });
	await saved(page, "Режим отладки");
}

/* ---- two people ---- */

async function conflict(page) {
	const other = await page.context().newPage();

	await page.goto(home + "/exchange");
	await page.getByLabel("Хранить ответы дней").fill("30");
	await page.getByRole("button", { name: /Проверить и показать/ }).click();
	await other.goto(home + "/exchange");
	await other.getByLabel("Хранить ответы дней").fill("60");
	await saved(other, "Хранить ответы дней");
	await page.getByRole("button", { name: "Сохранить" }).click();
	ok("the second is told and sees the difference",
		await has_text(page, "сохранил кто-то другой") &&
		await has_text(page, "60"));
	ok("nothing was written over", /^ack_keep_days = 60$/m.test(conf()));
	await page.getByRole("button", { name: "Сохранить" }).click();
	ok("he may still say so", /^ack_keep_days = 30$/m.test(conf()));
	await other.close();
}

/* ---- without a mouse, without a script ---- */

async function keyboard(page) {
	await page.goto(home + "/contacts");
	await page.keyboard.press("Tab");
	ok("the first stop skips the menu", await page.evaluate(() =>
		document.activeElement.className) === "skip");
	await page.keyboard.press("Enter");
	for (let i = 0; i < 60; i++) {
		await page.keyboard.press("Tab");
		if (await page.evaluate(() =>
			document.activeElement.textContent.startsWith("Проверить и")))
			break;
	}
	await page.keyboard.press("Enter");
	await page.waitForLoadState();
	ok("a form is sent by keyboard",
		await has_text(page, "Ничего не изменилось"));
}

async function plain(context) {
	const cookies = await context.cookies();
	const bare = await context.browser().newContext(
		{ javaScriptEnabled: false });

	await bare.addCookies(cookies);
	const page = await bare.newPage();

	for (const path of paths) {
		await page.goto(home + path);
		ok(`${path} reads without script`,
			(await page.locator("h1").innerText()) !== "");
	}
	await page.goto(home + "/connect");
	await page.getByRole("button", { name: "Проверить", exact: true }).click();
	ok("check works without script", await has_text(page, "всё в порядке"));
	await bare.close();
}

/* ---- the first visit ---- */

async function first(page) {
	const step = (name) => page.locator("li.now h2").innerText()
		.then((text) => text.includes(name));

	await page.goto(home + "/");
	ok("who comes first is led", await step("Вебхук"));
	await page.getByLabel("Адрес вебхука")
		.fill(readFileSync(DIR + "/address", "utf8").trim());
	await page.getByRole("button", { name: "Записать и проверить" }).click();
	ok("the webhook is proved, then the field comes", await step("Поле с номером"));
	await page.getByRole("button", { name: "Создать поле" }).click();
	await page.getByRole("button", { name: "Сохранить" }).click();
	ok("the field is made, then stages come", await step("Статусы"),
		await page.locator("main").innerText());
	await page.getByRole("link", { name: "Назначить стадии" }).click();
	for (const [state, stage] of [["отказ", "Сделка провалена"],
		["архив", "Анализ причины провала"], ["выполнен", "Финальный счёт"],
		["закрыт", "Сделка успешна"]])
		await page.getByRole("row").filter({ hasText: state }).locator("select")
			.first().selectOption({ label: stage });
	await page.getByRole("button", { name: /Проверить и показать/ }).click();
	await page.getByRole("button", { name: "Сохранить" }).click();
	await page.goto(home + "/start");
	ok("stages resolve, then the date comes", await step("дата"),
		await page.locator("main").innerText());
	await page.getByLabel("Переносить заказ-наряды с даты").fill("2020-12-01");
	await page.getByRole("button", { name: "Дальше" }).click();
	await page.getByRole("button", { name: "Сохранить" }).click();
	ok("then the folder", await step("Папка"),
		await page.locator("main").innerText());
	await page.getByRole("button", { name: "Создать папки" }).click();
	ok("then the first file", await step("Первый файл"));
	await page.getByLabel(/Файл из 1С/).setInputFiles(ROOT + "/samples/orders.xml");
	await page.getByRole("button", { name: "Пробный прогон" }).click();
	ok("its plan is shown", await has_text(page, "будет создана"),
		await page.locator("main").innerText());
	await page.goto(home + "/start");
	await page.getByLabel(/Файл из 1С/).setInputFiles(ROOT + "/samples/orders.xml");
	await page.getByRole("button", { name: "Перенести" }).click();
	ok("it waits for the service",
		sh(`ls ${DIR}/exchange/in`).includes("orders.xml"));
}

/* ---- all of it ---- */

const browser = await chromium.launch({ executablePath: CHROMIUM,
	args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 },
	locale: "ru-RU", timezoneId: "Europe/Moscow" });
const page = await context.newPage();
const complaints = [];

page.setDefaultTimeout(10000);
page.on("pageerror", (error) => complaints.push(error.message));
page.on("dialog", (dialog) => {
	complaints.push("a dialog: " + dialog.message());
	dialog.dismiss();
});
page.on("console", (line) => {
	/* A page that says "no" has such a status, and the browser tells. */
	if (line.type() === "error" && !/status of 4\d\d/.test(line.text()))
		complaints.push(line.text());
});
page.on("request", (request) => {
	const url = request.url();

	if (!url.startsWith(home) && !/^(blob|data):/.test(url))
		complaints.push("a request to " + url);
});

const parts = {
	first: [first],
	jobs: [connects, deals, contacts, organizations, stages, journal, overview,
		debug, conflict],
	looks: [keyboard, () => plain(context), looks],
};

try {
	await page.goto(entry);
	await page.waitForURL(home + "/**");
	await page.locator("nav").waitFor();
	for (const run of parts[part]) {
		try {
			await run(page);
		} catch (error) {
			ok(`${run.name || "plain"} goes to its end`, false, error.stack);
			await page.screenshot({ path: `${SHOTS}/failed-${run.name}.png`,
				fullPage: true }).catch(() => {});
		}
	}
	ok("nothing was executed, blocked or asked for elsewhere",
		complaints.length === 0, complaints.join("\n"));
} finally {
	await browser.close();
	console.log(`1..${tests}`);
}
process.exit(failed > 0 ? 1 : 0);
