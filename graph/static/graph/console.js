// The console's page: asks with the keyboard, turns the pages of a result, and has it drawn.

import { draw } from "./drawing.js";

const form = document.getElementById("console-form");
const answer = document.getElementById("console-answer");

/** Show one page of the rows at a time; without this they are all there. */
function page(card) {
  const rows = [...card.querySelectorAll("tbody tr")];
  const size = Number(card.dataset.paged);
  if (rows.length <= size) return;
  const bar = card.querySelector("[data-pages]");
  const [back, next] = bar.querySelectorAll("button");
  let first = 0;
  const show = () => {
    rows.forEach((row, index) => (row.hidden = index < first || index >= first + size));
    bar.querySelector("[data-where]").textContent =
      `${first + 1} to ${Math.min(first + size, rows.length)} of ${rows.length}`;
    back.disabled = first === 0;
    next.disabled = first + size >= rows.length;
  };
  back.addEventListener("click", () => ((first -= size), show()));
  next.addEventListener("click", () => ((first += size), show()));
  bar.hidden = false;
  show();
}

/** Bring what has just been answered to life, and have it read out, though not all of the page. */
function enliven() {
  document.getElementById("console-said").textContent = answer.querySelector("[data-answer]")?.textContent ?? "";
  answer.querySelectorAll("[data-paged]").forEach(page);
  answer.querySelectorAll("[data-drawing]").forEach((card) => draw(card, form.elements.csrfmiddlewaretoken.value));
}

/** Say why nothing came back, in the place of an answer. */
function fail(text) {
  const line = document.createElement("div");
  line.className = "operators-error";
  line.role = "alert";
  line.textContent = text;
  answer.replaceChildren(line);
}

form.elements.text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
answer.addEventListener("click", (event) => {
  const offered = event.target.closest("[data-fill]");
  if (!offered) return;
  event.preventDefault();
  form.elements.text.value = offered.dataset.fill;
  form.requestSubmit();
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  // Whoever has been logged out meanwhile is led to the login, which is no answer.
  if (!event.detail.xhr.responseURL.endsWith(form.getAttribute("action"))) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
document.body.addEventListener("htmx:afterSettle", (event) => event.detail.target === answer && enliven());
document.body.addEventListener("htmx:responseError", () => fail("The platform could not answer. Reload the page, then ask again."));
document.body.addEventListener("htmx:sendError", () => fail("The platform cannot be reached. Your question is still above."));

enliven();
