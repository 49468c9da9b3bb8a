"use strict";
(() => {
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const figure = Number(text.replace(/,/g, ""));
    return text === "–" ? -Infinity : Number.isNaN(figure) ? text : figure;
  };
  const compare = (a, b) => (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1);
  const sort = (table, header) => {
    const column = header.cellIndex;
    const down = header.getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => compare(value(a, column), value(b, column)) * (down ? -1 : 1));
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows);
  };
  for (const table of document.querySelectorAll("table")) {
    if (!table.tHead || !table.tBodies.length) continue;
    const rows = table.tBodies[0].rows;
    if (rows.length < 2) continue;
    for (const header of table.tHead.rows[0].cells) {
      if (!header.textContent.trim()) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sort(table, header));
    }
    if (rows.length < 9) continue;
    const filter = document.createElement("input");
    filter.type = "search";
    filter.className = "filter";
    filter.placeholder = `Filter these ${rows.length} rows`;
    filter.setAttribute("aria-label", "Filter rows of: " + (table.caption ? table.caption.textContent : "table"));
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase();
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    const place = table.closest(".al-scroll") || table;
    place.before(filter);
  }
  for (const box of document.querySelectorAll(".al-scroll, .dataframe, pre")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      if (!box.hasAttribute("role")) { box.setAttribute("role", "region"); box.setAttribute("aria-label", "scrolls sideways"); }
    }
  }
  for (const picture of document.querySelectorAll("svg.al-svg")) {
    const edges = [...picture.querySelectorAll(".al-edge")];
    const nodes = [...picture.querySelectorAll(".al-node")];
    const show = (node) => {
      const name = node.dataset.node;
      const near = new Set([name]);
      for (const edge of edges) {
        const on = edge.dataset.from === name || edge.dataset.to === name;
        edge.classList.toggle("on", on);
        if (on) near.add(edge.dataset.from).add(edge.dataset.to);
      }
      for (const other of nodes) other.classList.toggle("on", near.has(other.dataset.node));
      picture.classList.add("hot");
    };
    const hide = () => picture.classList.remove("hot");
    for (const node of nodes) {
      node.addEventListener("mouseenter", () => show(node));
      node.addEventListener("mouseleave", hide);
    }
  }
})();
