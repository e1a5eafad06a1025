"use strict";
(function () {
  document.querySelectorAll(".copy").forEach(function (button) {
    const area = document.getElementById(button.dataset.of);
    const label = button.textContent;
    function done(text) {
      button.textContent = text;
      setTimeout(function () { button.textContent = label; }, 1800);
    }
    function byHand() {
      area.hidden = false;
      area.focus();
      area.select();
      let copied = false;
      try { copied = document.execCommand("copy"); } catch (error) { copied = false; }
      if (copied) { area.hidden = true; button.focus(); }
      done(copied ? "Copied" : "Press Ctrl+C");
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      if (!navigator.clipboard) { byHand(); return; }
      navigator.clipboard.writeText(area.value).then(function () { done("Copied"); }, byHand);
    });
  });

  const probe = window.LINREC_PROBE;
  const place = document.getElementById("try");
  if (!probe || !place) { return; }
  const values = probe.sliders.map(function (slider) { return slider.start; });
  const STEPS = 1000;
  const NS = "http://www.w3.org/2000/svg";

  function make(tag, parent, text) {
    const node = document.createElement(tag);
    if (text !== undefined) { node.textContent = text; }
    parent.appendChild(node);
    return node;
  }
  function draw(tag, parent, attributes, text) {
    const node = document.createElementNS(NS, tag);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (text !== undefined) { node.textContent = text; }
    parent.appendChild(node);
    return node;
  }
  function shown(number) {
    if (!Number.isFinite(number)) { return "–"; }
    const text = Number(number.toPrecision(6));
    const size = Math.abs(text);
    return (size !== 0 && (size >= 1e6 || size < 1e-4) ? text.toExponential() : String(text)).replace("-", "−");
  }
  function valued(row, at) {
    try { return row.f(at); } catch (error) { return NaN; }
  }

  const box = document.getElementById("sliders");
  probe.sliders.forEach(function (slider, k) {
    const label = make("label", box, slider.label);
    const input = make("input", box);
    const output = make("output", box, shown(slider.start));
    input.type = "range";
    input.min = 0;
    input.max = STEPS;
    input.step = 1;
    input.id = "slider-" + k;
    input.value = Math.round(STEPS * (slider.start - slider.low) / (slider.high - slider.low));
    label.htmlFor = input.id;
    output.htmlFor = input.id;
    input.setAttribute("aria-valuetext", shown(slider.start));
    input.addEventListener("input", function () {
      values[k] = slider.low + (slider.high - slider.low) * input.value / STEPS;
      output.textContent = shown(values[k]);
      input.setAttribute("aria-valuetext", slider.label + " = " + shown(values[k]));
      current = k < probe.along ? k : current;
      update();
    });
  });

  const cells = probe.rows.map(function (row) {
    const line = make("tr", document.getElementById("live"));
    make("th", line, row.title).scope = "row";
    return make("td", line);
  });
  const choice = document.getElementById("choice");
  probe.rows.forEach(function (row, k) { make("option", choice, row.title).value = k; });
  const wanted = probe.rows.findIndex(function (row) { return row.key.indexOf("sensitivity_moment") === 0; });
  choice.value = wanted < 0 ? 0 : wanted;
  choice.addEventListener("change", update);
  let current = 0;
  const W = 640, H = 240, L = 62, R = 12, T = 14, B = 34;
  const plot = document.getElementById("plot");

  function update() {
    probe.rows.forEach(function (row, k) {
      const value = valued(row, values);
      cells[k].textContent = shown(value);
      cells[k].dataset.value = String(value);
    });
    redraw(probe.rows[Number(choice.value)]);
  }

  function redraw(row) {
    const slider = probe.sliders[current];
    const points = [];
    for (let k = 1; k < 240; k += 1) {
      const x = slider.low + (slider.high - slider.low) * k / 240;
      const at = values.slice();
      at[current] = x;
      const y = valued(row, at);
      if (Number.isFinite(y)) { points.push([x, y]); }
    }
    plot.replaceChildren();
    const clip = draw("clipPath", draw("defs", plot, {}), {id: "plot-clip"});
    draw("rect", clip, {x: L, y: T - 3, width: W - L - R, height: H - B - T + 4});
    if (!points.length) { draw("text", plot, {x: L, y: H / 2}, "no value here"); return; }
    const ys = points.map(function (p) { return p[1]; });
    let low = Math.min.apply(null, ys), high = Math.max.apply(null, ys);
    const isLog = low > 0 && high / low > 50;
    const scaled = function (y) { return isLog ? Math.log10(y) : y; };
    low = scaled(isLog ? Math.max(low, 1e-8 * high) : low);
    high = scaled(high);
    if (high - low < 1e-9 * (1 + Math.abs(high))) { low -= 1; high += 1; }
    const px = function (x) { return L + (W - L - R) * (x - slider.low) / (slider.high - slider.low); };
    const py = function (y) { return H - B - (H - B - T) * (scaled(y) - low) / (high - low); };
    for (let k = 0; k <= 4; k += 1) {
      const level = low + (high - low) * k / 4;
      const y = H - B - (H - B - T) * k / 4;
      const number = isLog ? Math.pow(10, level) : level;
      draw("line", plot, {x1: L, x2: W - R, y1: y, y2: y});
      draw("text", plot, {x: L - 6, y: y + 4, "text-anchor": "end"}, shown(Number(number.toPrecision(2))));
      const x = slider.low + (slider.high - slider.low) * k / 4;
      draw("text", plot, {x: px(x), y: H - B + 16, "text-anchor": k === 4 ? "end" : "middle"}, shown(Number(x.toPrecision(3))));
    }
    draw("text", plot, {x: (L + W - R) / 2, y: H - 3, "text-anchor": "middle"}, slider.label);
    draw("path", plot, {"clip-path": "url(#plot-clip)", d: "M" + points.map(function (p) { return px(p[0]).toFixed(1) + " " + Math.min(py(p[1]), 2 * H).toFixed(1); }).join("L")});
    const here = valued(row, values);
    if (Number.isFinite(here) && (!isLog || here > 0)) {
      const inside = Math.min(H - B, Math.max(T, py(here)));
      draw("circle", plot, {cx: px(values[current]), cy: inside, r: 4.5});
    }
    plot.setAttribute("aria-label", row.title + " against " + slider.label + (isLog ? ", logarithmic" : "") + "; now " + shown(here));
  }
  place.hidden = false;
  update();
})();
