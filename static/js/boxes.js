// Draws a box on the picture of a page with mouse, pen or finger, and fills in the fields below it.
"use strict";
const sheet = document.querySelector("svg[data-boxes]");
const form = document.querySelector("form[data-box-form]");
if (sheet && form) {
  const size = sheet.viewBox.baseVal;
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  let from = null;
  drawn.setAttribute("fill-opacity", "0.35");
  sheet.style.touchAction = "pinch-zoom";
  sheet.style.cursor = "crosshair";

  const place = (event) => {
    const edge = sheet.getBoundingClientRect();
    const inside = (value, most) => Math.min(Math.max(value, 0), most);
    return {
      x: inside((event.clientX - edge.left) / edge.width, 1),
      y: inside((event.clientY - edge.top) / edge.height, 1),
    };
  };
  const show = (box) => {
    drawn.setAttribute("x", box.left * size.width);
    drawn.setAttribute("y", box.top * size.height);
    drawn.setAttribute("width", box.width * size.width);
    drawn.setAttribute("height", box.height * size.height);
    sheet.append(drawn);
  };
  const between = (a, b) => ({
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  });
  const percent = (part) => (Math.floor(part * 100000) / 1000).toFixed(3);

  sheet.addEventListener("pointerdown", (event) => {
    from = place(event);
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (from) show(between(from, place(event)));
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = between(from, place(event));
    from = null;
    for (const name of ["left", "top", "width", "height"]) form.elements[name].value = percent(box[name]);
  });
  form.addEventListener("input", () => {
    const box = {};
    for (const name of ["left", "top", "width", "height"]) box[name] = Number(form.elements[name].value) / 100;
    if (Object.values(box).every(Number.isFinite)) show(box);
  });
}
