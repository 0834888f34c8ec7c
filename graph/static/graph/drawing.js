// A drawing of nodes and relationships: pan, zoom, choose and expand, with a mouse or with the keyboard.

const COLOURS = ["#7c3aed", "#0d9488", "#ea580c", "#2563eb", "#db2777", "#65a30d", "#0891b2", "#ca8a04", "#dc2626", "#64748b"];
const MOST_NODES = 300;
const LARGEST = 1.3;
const LAYOUT = {
  name: "cose", animate: false, padding: 40, randomize: false, nodeDimensionsIncludeLabels: true,
  nodeRepulsion: () => 40000, nodeOverlap: 20, idealEdgeLength: () => 70, componentSpacing: 50, gravity: 0.8,
};

/** A colour for each label, in the order in which labels turn up. */
function palette() {
  const given = new Map();
  return (kind) => {
    if (!given.has(kind)) given.set(kind, COLOURS[given.size % COLOURS.length]);
    return given.get(kind);
  };
}

function style() {
  const dark = document.documentElement.classList.contains("dark");
  const text = dark ? "#e5e7eb" : "#1f2937";
  const quiet = dark ? "#9ca3af" : "#6b7280";
  const ground = dark ? "#111827" : "#ffffff";
  return [
    { selector: "node", style: {
      "background-color": "data(colour)", label: "data(caption)", color: text, "font-size": 13, width: 28, height: 28,
      "text-valign": "bottom", "text-margin-y": 4, "text-max-width": 110, "text-wrap": "ellipsis",
      "text-background-color": ground, "text-background-opacity": 0.75, "text-background-padding": 1 } },
    { selector: "node.expanded", style: { "border-width": 3, "border-color": "data(colour)", "border-opacity": 0.35 } },
    { selector: "node:selected", style: { "border-width": 4, "border-color": text } },
    { selector: "edge", style: {
      width: 1.5, "line-color": quiet, "target-arrow-color": quiet, "target-arrow-shape": "triangle", "arrow-scale": 0.9,
      "curve-style": "bezier", label: "data(type)", color: quiet, "font-size": 10, "text-rotation": "autorotate",
      "text-background-color": ground, "text-background-opacity": 0.85, "text-background-padding": 1 } },
  ];
}

function element(tag, text, attributes = {}) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.textContent = text;
  return made;
}

/** What one card of the page draws. */
class Drawing {
  constructor(card, token, cytoscape) {
    this.card = card;
    this.token = token;
    this.colourOf = palette();
    this.canvas = card.querySelector(".console-canvas");
    const found = JSON.parse(card.querySelector("script[type='application/json']").textContent);
    this.graph = cytoscape({
      container: this.canvas, elements: this.elements(found), style: style(), layout: LAYOUT,
      minZoom: 0.15, maxZoom: 3, boxSelectionEnabled: false, selectionType: "single",
    });
    this.listen();
    this.fit();
    this.tell();
  }

  elements({ nodes, edges }) {
    return [
      ...nodes.map((node) => ({ group: "nodes", data: { ...node, colour: this.colourOf(node.kind) } })),
      ...edges.map((edge) => ({ group: "edges", data: edge })),
    ];
  }

  listen() {
    const views = { in: () => this.zoom(1.3), out: () => this.zoom(1 / 1.3), fit: () => this.fit() };
    const onwards = () => this.step(1), back = () => this.step(-1);
    const keys = {
      ArrowRight: onwards, ArrowDown: onwards, ArrowLeft: back, ArrowUp: back,
      Enter: () => this.graph.nodes(":selected").forEach((node) => this.expand(node)),
      "+": views.in, "=": views.in, "-": views.out, 0: views.fit,
    };
    this.canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    });
    for (const button of this.card.querySelectorAll("[data-view]")) {
      button.addEventListener("click", views[button.dataset.view]);
    }
    new ResizeObserver((_, observer) => {
      if (this.canvas.isConnected) {
        this.graph.resize();
        this.fit();
      } else {
        observer.disconnect();
        this.graph.destroy();
      }
    }).observe(this.canvas);
    this.graph.on("select", "node", (event) => this.describe(event.target));
    this.graph.on("dbltap", "node", (event) => this.expand(event.target));
  }

  /** Say how much is drawn, where tests and assistive technology find it, and which colour is which label. */
  tell() {
    this.card.dataset.nodes = this.graph.nodes().length;
    this.card.dataset.relationships = this.graph.edges().length;
    const kinds = new Map();
    this.graph.nodes().forEach((node) => kinds.set(node.data("kind"), (kinds.get(node.data("kind")) ?? 0) + 1));
    const entries = [...kinds].map(([kind, count]) => {
      const entry = element("span", `${kind || "no label"} ${count}`);
      entry.style.setProperty("--label-colour", this.colourOf(kind));
      return entry;
    });
    this.card.querySelector("[data-legend]").replaceChildren(...entries);
  }

  note(text) {
    this.card.querySelector("[data-note]").textContent = text;
  }

  /** Show a node's labels and properties beside the drawing. */
  describe(node) {
    const { caption, labels, properties, key } = node.data();
    const list = document.createElement("dl");
    for (const [name, value] of properties) {
      const pair = document.createElement("div");
      pair.append(element("dt", name), element("dd", value));
      list.append(pair);
    }
    const button = element("button", node.hasClass("expanded") ? "Expanded" : "Expand", { type: "button" });
    button.disabled = key == null || node.hasClass("expanded");
    button.addEventListener("click", () => this.expand(node));
    this.card.querySelector("[data-node]").replaceChildren(
      element("h3", caption), element("div", labels.join(", "), { className: "operators-quiet" }), list, button,
    );
  }

  /** Add a node's neighbours, or say why that cannot be. */
  async expand(node) {
    const { key, labels, caption } = node.data();
    if (key == null || node.hasClass("expanded")) return;
    this.note(`Looking for the neighbours of ${caption} …`);
    const sent = new URLSearchParams({ key, labels: JSON.stringify(labels), tenant: this.card.dataset.tenant });
    try {
      const response = await fetch(this.card.dataset.neighbours, {
        method: "POST", body: sent, headers: { "X-CSRFToken": this.token }, redirect: "error",
      });
      const found = await response.json();
      if (!response.ok) throw new Error(found.detail);
      if (!this.graph.destroyed()) this.add(node, found);
    } catch (error) {
      this.note(`Not expanded: ${error.message}`);
    }
  }

  /** Put what was found around a node. */
  add(node, found) {
    const isNew = ({ id }) => this.graph.getElementById(id).empty();
    const unseen = found.nodes.filter(isNew);
    const nodes = unseen.slice(0, Math.max(0, MOST_NODES - this.graph.nodes().length));
    const there = new Set([...this.graph.nodes().map((each) => each.id()), ...nodes.map(({ id }) => id)]);
    const edges = found.edges.filter((edge) => isNew(edge) && there.has(edge.source) && there.has(edge.target));
    const { x, y } = node.position();
    this.graph.add(this.elements({ nodes, edges })).nodes().forEach((each, index) => {
      const angle = (2 * Math.PI * index) / nodes.length;
      each.position({ x: x + 110 * Math.cos(angle), y: y + 110 * Math.sin(angle) });
    });
    node.addClass("expanded");
    this.graph.layout(LAYOUT).run();
    this.fit();
    this.tell();
    this.describe(node);
    const isCut = found.cut || nodes.length < unseen.length;
    this.note(`${nodes.length} nodes added${isCut ? "; there are more than are drawn" : ""}.`);
  }

  /** Choose the next node, or the one before, and bring it into view. */
  step(by) {
    const nodes = this.graph.nodes();
    const at = nodes.toArray().findIndex((node) => node.selected());
    const next = nodes[at < 0 ? 0 : (at + by + nodes.length) % nodes.length];
    this.graph.nodes(":selected").unselect();
    next.select();
    const { x1, x2, y1, y2 } = this.graph.extent();
    const { x, y } = next.position();
    if (x < x1 || x > x2 || y < y1 || y > y2) this.graph.center(next);
  }

  /** Show all; a few nodes are not blown up for it. */
  fit() {
    this.graph.fit(undefined, 40);
    if (this.graph.zoom() <= LARGEST) return;
    this.graph.zoom(LARGEST);
    this.graph.center();
  }

  zoom(by) {
    const middle = { x: this.graph.width() / 2, y: this.graph.height() / 2 };
    this.graph.zoom({ level: this.graph.zoom() * by, renderedPosition: middle });
  }
}

/** Draw what a card holds; the library is only fetched where there is something to draw. */
export async function draw(card, token) {
  if (card.dataset.drawn) return;
  card.dataset.drawn = "soon";
  const { default: cytoscape } = await import(card.dataset.script);
  if (!card.isConnected) return;  // Another answer has taken its place meanwhile.
  new Drawing(card, token, cytoscape);
  card.dataset.drawn = "yes";
}
