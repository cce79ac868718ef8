// The page around a picture: pan, zoom, search, details, and folded cards that open in place.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const svg = document.querySelector("#stage > svg");
  const stage = document.getElementById("stage");
  const panel = document.getElementById("details");
  const field = document.getElementById("search");
  const list = document.getElementById("found");
  const byId = id => document.getElementById(id);
  const numbers = text => (text.match(/-?\d+(\.\d+)?/g) || []).map(Number);

  // ---- sheets: the picture itself and the inside of every folded card that can be opened ----

  const sheets = new Map();  // id of the card a sheet opens from ("" for the picture) -> sheet
  const cards = new Map();   // id -> card

  function sheet(id, group, width, height) {
    const made = { id, group, width, height, cards: [], edges: [], modules: [] };
    sheets.set(id, made);
    for (const node of group.querySelectorAll(":scope > .node, :scope > .ref")) {
      const [x, y, w, h] = data.boxes[node.id];
      const card = { id: node.id, node, x, y, w, h, sheet: made, open: false };
      cards.set(card.id, card);
      made.cards.push(card);
    }
    const titles = group.querySelectorAll(":scope > .module-title");
    group.querySelectorAll(":scope > .module").forEach((node, i) => {
      const rect = node.querySelector("rect");
      const [x, y, w, h] = ["x", "y", "width", "height"].map(name => Number(rect.getAttribute(name)));
      made.modules.push({ rect, x, y, w, h, title: titles[i] });
    });
    for (const node of group.querySelectorAll(":scope > .edge")) made.edges.push(edge(node));
    return made;
  }

  function edge(node) {
    const paths = [...node.querySelectorAll("path")].map(path => ({ path, letters: path.getAttribute("d"), at: numbers(path.getAttribute("d")) }));
    const texts = [...node.querySelectorAll("text")].map(text => ({ text, x: Number(text.getAttribute("x")), y: Number(text.getAttribute("y")) }));
    return { node, paths, texts, ends: data.links[node.id] };
  }

  // ---- opening a card stretches the plane where it stands, so that nothing else has to be laid out anew ----

  function stretched(wishes) {  // [start, length, wanted length] each -> a growing map of the axis; no distance shrinks
    const marks = [...new Set(wishes.flatMap(([start, length]) => [start, start + length]))].sort((a, b) => a - b);
    const pieces = [];
    let to = marks[0];
    for (let i = 0; i + 1 < marks.length; i++) {
      const [a, b] = [marks[i], marks[i + 1]];
      const around = wishes.filter(([start, length]) => start <= a && b <= start + length);
      const share = Math.max(1, ...around.map(([, length, wanted]) => wanted / length));
      pieces.push([a, to, share]);
      to += (b - a) * share;
    }
    if (marks.length) pieces.push([marks[marks.length - 1], to, 1]);
    return x => {
      let piece = null;
      for (const one of pieces) if (one[0] <= x) piece = one;
      return piece ? piece[1] + (x - piece[0]) * piece[2] : x;
    };
  }

  function arrange(sheet) {  // places everything on a sheet; returns its width and height
    const open = sheet.cards.filter(card => card.open);
    for (const card of open) card.wanted = frame(arrange(sheets.get(card.id)));
    const across = stretched(open.map(card => [card.x, card.w, card.wanted[0]]));
    const down = stretched(open.map(card => [card.y, card.h, card.wanted[1]]));
    for (const card of sheet.cards) place(card, across, down);
    for (const module of sheet.modules) {
      const [x, y] = [across(module.x), down(module.y)];
      set(module.rect, { x, y, width: across(module.x + module.w) - x, height: down(module.y + module.h) - y });
      shift(module.title, x - module.x, y - module.y);
    }
    for (const line of sheet.edges) bend(line, across, down);
    return [across(sheet.width), down(sheet.height)];
  }

  const PAD = { side: 12, top: 30, bottom: 14 };
  const frame = ([width, height]) => [width + 2 * PAD.side, height + PAD.top + PAD.bottom];

  function place(card, across, down) {
    const [left, right, top, bottom] = [across(card.x), across(card.x + card.w), down(card.y), down(card.y + card.h)];
    card.dx = (left + right - card.w) / 2 - card.x;
    card.dy = (top + bottom - card.h) / 2 - card.y;
    shift(card.node, card.dx, card.dy);
    card.node.classList.toggle("gone", card.open);
    const inside = sheets.get(card.id);
    if (!inside) return;
    inside.holder.classList.toggle("gone", !card.open);
    if (!card.open) return;
    shift(inside.holder, left, top);
    set(inside.holder.querySelector("rect"), { x: 0, y: 0, width: right - left, height: bottom - top });
    shift(inside.group, (right - left - card.wanted[0]) / 2 + PAD.side, PAD.top);
  }

  function bend(line, across, down) {  // the ends go with their cards, what is between them with the plane
    const spline = line.paths[0].at, last = spline.length / 2 - 1;
    const moved = spline.map((value, i) => i % 2 ? down(value) : across(value));
    const off = [0, last].map((k, i) => {
      const [x, y] = [spline[2 * k], spline[2 * k + 1]], [dx, dy] = carried(cards.get(line.ends[i]), x, y, across, down);
      return [x + dx - moved[2 * k], y + dy - moved[2 * k + 1]];
    });
    for (let k = 0; k <= last; k++)
      for (const i of [0, 1]) moved[2 * k + i] += off[0][i] * (1 - k / last) + off[1][i] * k / last;
    redraw(line.paths[0], moved);
    for (const head of line.paths.slice(1)) {
      const [dx, dy] = near(spline, moved, head.at[0], head.at[1]);
      redraw(head, head.at.map((value, i) => value + (i % 2 ? dy : dx)));
    }
    for (const { text, x, y } of line.texts) shift(text, ...near(spline, moved, x, y));
  }

  function carried(card, x, y, across, down) {  // how far a point at the edge of a card goes with it
    if (!card.open) return [card.dx, card.dy];
    const [at, on] = [Math.min(Math.max(x, card.x), card.x + card.w), Math.min(Math.max(y, card.y), card.y + card.h)];
    return [across(at) - at, down(on) - on];
  }

  function near(before, after, x, y) {  // how far the point of a spline that is nearest to (x, y) was moved
    let best = 0, least = Infinity;
    for (let i = 0; i < before.length; i += 2) {
      const far = Math.hypot(before[i] - x, before[i + 1] - y);
      if (far < least) [best, least] = [i, far];
    }
    return [after[best] - before[best], after[best + 1] - before[best + 1]];
  }

  function redraw({ path, letters }, values) {
    let i = 0;
    path.setAttribute("d", letters.replace(/-?\d+(\.\d+)?/g, () => values[i++].toFixed(1)));
  }

  function set(node, values) {
    for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  }

  function shift(node, dx, dy) {
    if (dx || dy) node.setAttribute("transform", `translate(${dx.toFixed(1)},${dy.toFixed(1)})`);
    else node.removeAttribute("transform");
  }

  const root = sheet("", svg, data.size[0], data.size[1]);
  const legend = svg.querySelector(".legend");
  for (const holder of document.querySelectorAll("#insides .inside")) {
    const group = holder.querySelector(".content");
    sheet(holder.dataset.card, group, Number(holder.dataset.width), Number(holder.dataset.height)).holder = holder;
  }
  for (const [id, inside] of sheets) {
    if (!id) continue;
    const card = cards.get(id);
    card.node.classList.add("foldable");
    card.node.setAttribute("aria-expanded", "false");
    sign(card);
    card.sheet.group.append(inside.holder);
    inside.holder.classList.add("gone");
    const bar = inside.holder.querySelector(".close");
    bar.addEventListener("click", event => { event.stopPropagation(); if (!dragged) toggle(card); });
    bar.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); toggle(card); } });
  }

  function sign(card) {  // a plus on the left edge: this card opens
    const box = card.node.querySelector(".box");
    const disc = document.createElementNS(svg.namespaceURI, "circle");
    set(disc, { cx: card.x, cy: card.y + card.h / 2, r: 6.5, class: "sign card", fill: box.getAttribute("fill"), stroke: box.getAttribute("stroke") });
    const plus = document.createElementNS(svg.namespaceURI, "path");
    set(plus, { d: `M${card.x - 3.2},${card.y + card.h / 2}h6.4m-3.2,-3.2v6.4`, class: "sign line", stroke: "#8494A8", "stroke-width": 1.5, fill: "none" });
    card.node.append(disc, plus);
  }

  function toggle(card, open = !card.open) {
    const inside = sheets.get(card.id);
    const before = (card.open ? inside.holder : card.node).getBoundingClientRect();
    card.open = open;
    card.node.setAttribute("aria-expanded", String(open));
    draw();
    const after = (open ? inside.holder : card.node).getBoundingClientRect();
    pan(after.left + after.width / 2 - before.left - before.width / 2, after.top - before.top);  // it stays where the reader looks
    const focus = open ? inside.holder.querySelector(".close") : card.node;
    focus.focus({ preventScroll: true });
  }

  function unfold(all) {
    for (const [id] of sheets) if (id) { cards.get(id).open = all; cards.get(id).node.setAttribute("aria-expanded", String(all)); }
    draw();
    fit();
  }

  let full = data.size;

  function draw() {
    full = arrange(root);
    shift(legend || document.createElementNS(svg.namespaceURI, "g"), 0, full[1] - data.size[1]);
    show();
  }

  // ---- pan and zoom: the part of the picture that is seen, in its own coordinates ----

  const eye = { x: 0, y: 0, scale: 1 };

  function show() {
    const { width, height } = stage.getBoundingClientRect();
    svg.setAttribute("viewBox", [eye.x, eye.y, width / eye.scale, height / eye.scale].map(v => v.toFixed(2)).join(" "));
  }

  function fit() {  // all of it; of a very tall or wide picture its beginning, as large as the other side allows
    const { width, height } = stage.getBoundingClientRect();
    const shares = [width / full[0], height / full[1]];
    eye.scale = Math.max(0.02, Math.min(1.5, ...shares));
    if (eye.scale < 0.6) eye.scale = Math.min(0.9, Math.max(...shares));
    const free = [full[0] - width / eye.scale, full[1] - height / eye.scale];
    [eye.x, eye.y] = free.map(side => side > 0 ? 0 : side / 2);
    show();
  }

  function zoom(by, x, y) {
    const { width, height, left, top } = stage.getBoundingClientRect();
    const [px, py] = x === undefined ? [width / 2, height / 2] : [x - left, y - top];
    const scale = Math.min(8, Math.max(0.01, eye.scale * by));
    eye.x += px / eye.scale - px / scale;
    eye.y += py / eye.scale - py / scale;
    eye.scale = scale;
    show();
  }

  function pan(dx, dy) {
    eye.x += dx / eye.scale;
    eye.y += dy / eye.scale;
    show();
  }

  function center(node) {
    const [seen, box] = [stage.getBoundingClientRect(), node.getBoundingClientRect()];
    pan(box.left + box.width / 2 - seen.left - seen.width / 2, box.top + box.height / 2 - seen.top - seen.height / 2);
  }

  function reveal(node) {  // bring a node that got the focus into sight
    const [seen, box] = [stage.getBoundingClientRect(), node.getBoundingClientRect()];
    if (box.left < seen.left || box.right > seen.right || box.top < seen.top || box.bottom > seen.bottom) center(node);
  }

  let drag = null, dragged = false;
  stage.addEventListener("wheel", event => { event.preventDefault(); zoom(Math.exp(-event.deltaY * 0.0015), event.clientX, event.clientY); }, { passive: false });
  stage.addEventListener("pointerdown", event => { if (event.button === 0) { drag = [event.clientX, event.clientY]; dragged = false; } });
  window.addEventListener("pointermove", event => {
    if (!drag) return;
    const [dx, dy] = [drag[0] - event.clientX, drag[1] - event.clientY];
    if (!dragged && Math.hypot(dx, dy) < 4) return;
    dragged = true;
    stage.classList.add("dragging");
    pan(dx, dy);
    drag = [event.clientX, event.clientY];
  });
  window.addEventListener("pointerup", () => { drag = null; stage.classList.remove("dragging"); });
  window.addEventListener("resize", show);

  // ---- details of a card ----

  let selected = null;

  function select(card, found) {  // found: the name of a node on the card that was searched for
    if (selected) selected.node.classList.remove("selected");
    selected = card;
    panel.hidden = !card;
    show();
    if (!card) return;
    card.node.classList.add("selected");
    const told = card.node.querySelector("title").textContent.split("\n");
    const more = data.details[card.id] || {};
    byId("about").replaceChildren(
      element("h2", told[0]),
      ...(sheets.has(card.id) ? [button(card.open ? "Close" : "Open", () => { toggle(card); select(card); })] : []),
      ...(found ? [element("h3", "Found on this card"), facts([found])] : []),
      facts(told.slice(1)),
      ...(more.values ? [element("h3", "Values"), pairs(more.values)] : []),
      ...(more.code || []).flatMap(code),
    );
  }

  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function button(text, act) {
    const made = element("button", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function facts(lines) {
    const made = document.createElement("ul");
    for (const line of lines) {
      const verdict = line.match(/^gradient check: (\w+)/);
      made.append(element("li", line, verdict ? `verdict ${verdict[1]}` : ""));
    }
    return made;
  }

  function pairs(rows) {
    const made = document.createElement("dl");
    for (const [name, value] of rows) made.append(element("dt", name), element("dd", value));
    return made;
  }

  function code([what, place, line, address]) {
    const head = element("h3", `${what} `);
    const link = element("a", place);
    if (address) link.href = address;
    head.append(link);
    return line ? [head, element("pre", line)] : [head];
  }

  stage.addEventListener("click", event => {
    if (dragged) { event.preventDefault(); return; }
    const node = event.target.closest(".node, .ref");
    if (!node) return;
    if (!(event.ctrlKey || event.metaKey || event.shiftKey)) event.preventDefault();  // a link to the source opens with Ctrl
    press(cards.get(node.id));
  });

  function press(card) {
    if (!card) return;
    if (sheets.has(card.id)) toggle(card);
    select(card);
  }

  // ---- search ----

  const words = [];  // [text to look through, text to show, id of the card]
  for (const card of cards.values()) {
    const title = card.node.dataset.op;
    const name = card.id.replace(/^\d+>/, "").slice(2);
    const text = card.node.classList.contains("ref") ? title : `${title} ${name} ${card.node.querySelector("title").textContent}`;
    words.push([text.toLowerCase(), title, name, card.id]);
  }
  for (const [id, names] of Object.entries(data.names))
    for (const name of names) words.push([name.toLowerCase(), name.split("/").pop(), name, id]);

  let choice = -1, hits = [];

  function find() {
    const wanted = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    hits = wanted.length ? words.filter(([text]) => wanted.every(word => text.includes(word))) : [];
    const more = hits.length;
    hits.sort((a, b) => rank(a, wanted) - rank(b, wanted));
    hits = hits.slice(0, 40);
    choice = hits.length ? 0 : -1;
    list.replaceChildren(...hits.map(([, title, name], i) => {
      const item = element("li", title);
      item.append(element("small", name));
      item.id = `hit${i}`;
      item.setAttribute("role", "option");
      item.addEventListener("mousedown", event => { event.preventDefault(); go(i); });
      return item;
    }));
    byId("count").textContent = wanted.length ? (more ? `${more.toLocaleString("en")} found` : "nothing found") : "";
    mark();
  }

  function rank([, title, name, id], wanted) {  // what is called exactly so comes first, then what begins so; references last
    if (cards.get(id).node.classList.contains("ref")) return 3;
    const [t, n] = [title.toLowerCase(), name.toLowerCase()];
    return wanted.some(word => t === word || n === word) ? 0 : wanted.some(word => t.startsWith(word) || n.startsWith(word)) ? 1 : 2;
  }

  function mark() {
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === choice)));
    if (choice >= 0) { field.setAttribute("aria-activedescendant", `hit${choice}`); list.children[choice].scrollIntoView({ block: "nearest" }); }
    else field.removeAttribute("aria-activedescendant");
  }

  function go(i) {
    const [, , name, id] = hits[i];
    const card = cards.get(id);
    hits = [];
    mark();
    for (let outer = card.sheet; outer.id; outer = cards.get(outer.id).sheet) cards.get(outer.id).open = true;
    draw();
    select(card, (data.names[id] || []).includes(name) ? name : "");
    if (eye.scale < 0.7) { eye.scale = 1; show(); }
    center(card.node);
    card.node.focus({ preventScroll: true });
  }

  field.addEventListener("input", find);
  field.addEventListener("blur", () => { hits = []; mark(); });
  field.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.length) choice = (choice + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
      mark();
    } else if (event.key === "Enter" && choice >= 0) { event.preventDefault(); go(choice); }
    else if (event.key === "Escape") { field.value = ""; find(); field.blur(); }
  });

  // ---- keys and buttons ----

  const keys = {
    "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit,
    "/": () => field.focus(), "Escape": () => select(null), "e": () => unfold(true), "c": () => unfold(false),
    "ArrowLeft": () => pan(-80, 0), "ArrowRight": () => pan(80, 0), "ArrowUp": () => pan(0, -80), "ArrowDown": () => pan(0, 80),
  };
  document.addEventListener("keydown", event => {
    if (event.target === field || event.ctrlKey || event.metaKey || event.altKey) return;
    const node = event.target.closest && event.target.closest(".node, .ref");
    if (node && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); press(cards.get(node.id)); return; }
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  stage.addEventListener("focusin", event => { const node = event.target.closest(".node, .ref, .close"); if (node && !drag) reveal(node); });
  for (const [id, act] of [["in", () => zoom(1.25)], ["out", () => zoom(0.8)], ["fit", fit], ["expand", () => unfold(true)], ["collapse", () => unfold(false)], ["shut", () => select(null)]])
    byId(id).addEventListener("click", act);
  if (sheets.size < 2) for (const id of ["expand", "collapse"]) byId(id).hidden = true;

  document.body.classList.add("alive");
  draw();
  fit();
})();
