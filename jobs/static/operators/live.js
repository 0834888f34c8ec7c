// Follows the events of an execution on its page: the log grows and the bar moves. What only the server can say
// anew (status, stages, result, buttons) htmx asks for when it is told that something has moved.

const NAMES = ["status", "progress", "step", "todo", "log", "approval", "warning", "end"];
const MOST_LINES = 1000;
const SELDOM_MS = 5000;

/** Add a line that the server has written and escaped, and keep the end of the log in view. */
function append(log, html) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const lines = log.querySelector("tbody");
  lines.insertAdjacentHTML("beforeend", html);
  while (lines.rows.length > MOST_LINES) lines.deleteRow(0);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

/** Show how far the execution has come; true when it is at another stage than before. */
function move({ percent, stage, message }) {
  const progress = document.querySelector("[data-progress]");
  if (!progress || typeof percent !== "number") return false;
  const bar = progress.querySelector("[role=progressbar]");
  bar.setAttribute("aria-valuenow", Math.round(percent));
  bar.firstElementChild.style.width = `${percent}%`;
  progress.querySelector("[data-percent]").textContent = `${Math.round(percent)} %`;
  progress.querySelector("[data-said]").textContent = [stage, message].filter(Boolean).join(": ");
  const isNew = progress.dataset.progress !== (stage ?? "");
  progress.dataset.progress = stage ?? "";
  return isNew;
}

function follow(card) {
  const log = card.querySelector(".operators-log");
  const state = card.querySelector("[data-live-state]");
  const show = (text) => {
    state.textContent = text;
    state.dataset.liveState = text;
  };
  const tell = (event) => card.dispatchEvent(new Event(event));
  // Not left to htmx: while it holds one event of an element back, it holds back all others, the end too.
  let asked = 0;
  const tellSeldom = () => {
    if (Date.now() - asked < SELDOM_MS) return;
    asked = Date.now();
    tell("moved");
  };

  // The browser comes back by itself with the id of the last event that it has seen.
  const source = new EventSource(`${card.dataset.events}?after=${card.dataset.after}&retry_ms=2000`);
  source.onopen = () => show("live");
  source.onerror = () => show(source.readyState === EventSource.CLOSED ? "disconnected" : "reconnecting");
  for (const name of NAMES) {
    source.addEventListener(name, (event) => {
      const told = JSON.parse(event.data);
      append(log, told.html);
      if (name === "end") {
        source.close();
        show("ended");
        tell("ended");
      } else if (name !== "progress" || move(told)) {
        tell("moved");
      } else {
        tellSeldom();
      }
    });
  }
  log.scrollTop = log.scrollHeight;
}

document.querySelectorAll("[data-events]").forEach(follow);
