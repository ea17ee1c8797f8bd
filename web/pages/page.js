/* What a page can do better with a script; without it every page still works. */
"use strict";

/* «Проверить»: points appear as they are found. */
function follow_check(form) {
	form.addEventListener("submit", async (event) => {
		const list = document.querySelector("[data-findings]");
		const button = form.querySelector("button");

		event.preventDefault();
		list.replaceChildren();
		button.disabled = true;
		try {
			const answer = await fetch(form.dataset.check, {
				method: "POST",
				body: new URLSearchParams(new FormData(form)),
			});
			if (!answer.ok)
				throw new Error(await answer.text());
			await each_line(answer.body, (line) =>
				list.append(finding(JSON.parse(line))));
		} catch (error) {
			list.append(finding({ tone: "bad", mark: "✗",
				subject: "Страница", text: error.message }));
		}
		button.disabled = false;
	});
}

async function each_line(body, tell) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = "";

	for (;;) {
		const { done, value } = await reader.read();

		if (done)
			break;
		const lines = (rest + value).split("\n");
		rest = lines.pop();
		lines.forEach(tell);
	}
}

function finding(point) {
	const item = document.createElement("li");
	const mark = document.createElement("span");

	if (point.summary !== undefined) {
		item.className = point.well ? "notice good" : "notice bad";
		item.textContent = point.summary;
		return item;
	}
	mark.className = "mark " + point.tone;
	mark.textContent = point.mark;
	item.append(mark, " " + point.subject + ": " + point.text);
	if (point.advice) {
		const advice = document.createElement("span");

		advice.className = "advice";
		advice.textContent = point.advice;
		item.append(advice);
	}
	return item;
}

/* The log goes on by itself while the page is looked at. */
function follow_log(log) {
	let next = Number(log.dataset.next);

	log.scrollTop = log.scrollHeight;
	setInterval(async () => {
		if (document.hidden)
			return;
		try {
			const answer = await fetch(log.dataset.log + "?from=" + next);
			const piece = await answer.json();
			const at_end = log.scrollTop + log.clientHeight >
				log.scrollHeight - 40;

			next = piece.next;
			if (piece.text === "")
				return;
			log.append(piece.text);
			/* A page that is open for days must not grow for ever. */
			while (log.childNodes.length > 500)
				log.firstChild.remove();
			if (at_end)
				log.scrollTop = log.scrollHeight;
		} catch {
			/* The next time. */
		}
	}, 2000);
}

/* How a new deal will be called. */
function show_title(output) {
	const input = document.getElementById(output.dataset.title);
	const example = {
		"number": "3000004876", "date": "24.12.2020", "closed": "26.12.2020",
		"state": "В работе", "organization": "СТО Маяк", "amount": "30110.00",
		"client.name": "Петров Пётр Петрович", "client.phone": "+7 927 000-12-34",
		"car.name": "NISSAN PRIMERA", "car.vin": "X0X00000000000001",
		"car.plate": "А000АА163", "car.mileage": "263967",
		"reason": "Стук в подвеске", "dispatcher": "Сидорова А. А.",
		"master": "Иванов И. И.", "works": "Замена масла", "goods": "Масло",
	};
	const show = () => {
		output.textContent = input.value.replace(/\{([^{}]*)\}/g,
			(all, name) => example[name] ?? all);
	};

	input.addEventListener("input", show);
	show();
}

document.querySelectorAll("form[data-check]").forEach(follow_check);
document.querySelectorAll("[data-log]").forEach(follow_log);
document.querySelectorAll("output[data-title]").forEach(show_title);
