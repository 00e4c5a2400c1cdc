// The reference figure, computed and drawn by the page alone. A simplified drawing: it has axes of its own.

const colors = COLORS;
const limits = [-Math.PI, Math.PI];

function axes(ctx, x0, y0, width, height, xlim, ylim, xticks, yticks, title, grid) {
  const X = (value) => x0 + ((value - xlim[0]) / (xlim[1] - xlim[0])) * width;
  const Y = (value) => y0 + height - ((value - ylim[0]) / (ylim[1] - ylim[0])) * height;
  const line = (color, ...points) => {
    ctx.strokeStyle = color;
    ctx.beginPath();
    points.forEach(([x, y]) => ctx.lineTo(x, y));
    ctx.stroke();
  };
  ctx.lineWidth = 1;
  ctx.fillStyle = "#000";
  ctx.font = "12px sans-serif";
  ctx.textAlign = "center";
  for (const tick of xticks) {
    line("#000", [X(tick), y0 + height], [X(tick), y0 + height + 4]);
    if (grid) line("#ccc", [X(tick), y0], [X(tick), y0 + height]);
    ctx.fillText(String(tick), X(tick), y0 + height + 16);
  }
  ctx.textAlign = "right";
  for (const tick of yticks) {
    line("#000", [x0 - 4, Y(tick)], [x0, Y(tick)]);
    if (grid) line("#ccc", [x0, Y(tick)], [x0 + width, Y(tick)]);
    ctx.fillText(String(tick), x0 - 6, Y(tick) + 4);
  }
  ctx.strokeStyle = "#000";
  ctx.strokeRect(x0 + 0.5, y0 + 0.5, width, height);
  ctx.textAlign = "center";
  ctx.font = "14px sans-serif";
  ctx.fillText(title, x0 + width / 2, y0 - 8);
  return [X, Y];
}

function curve(ctx, X, Y, values, color) {
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  values.forEach((value, i) => ctx.lineTo(X(-Math.PI + (2 * Math.PI * i) / (values.length - 1)), Y(value)));
  ctx.stroke();
}

const small = new OffscreenCanvas(128, 128);
const smallCtx = small.getContext("2d");
const pixels = smallCtx.createImageData(128, 128);

function draw(ctx, k, phase, square, partial, side) {
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, 900, 400);
  const ticks = [-3, -2, -1, 0, 1, 2, 3];
  const [X, Y] = axes(
    ctx,
    63,
    48,
    353,
    300,
    limits,
    [-1.6, 1.6],
    ticks,
    [-1.5, -1, -0.5, 0, 0.5, 1, 1.5],
    `k = ${k}, phase = ${phase}`,
    true,
  );
  curve(ctx, X, Y, square, "#999");
  curve(ctx, X, Y, partial, "#1f77b4");
  for (let i = 0; i < 128; i++) {
    for (let j = 0; j < 128; j++) {
      const level = Math.min(255, Math.max(0, Math.floor(((side[i] * side[j] + 1.5) / 3) * 255)));
      const at = 4 * (128 * i + j);
      for (let c = 0; c < 3; c++) pixels.data[at + c] = colors[3 * level + c];
      pixels.data[at + 3] = 255;
    }
  }
  smallCtx.putImageData(pixels, 0, 0);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(small, 500, 48, 300, 300);
  axes(ctx, 500, 48, 300, 300, limits, limits, ticks, ticks, "2-D partial sum", false);
  for (let i = 0; i < 256; i++) {
    ctx.fillStyle = `rgb(${colors[3 * i]},${colors[3 * i + 1]},${colors[3 * i + 2]})`;
    ctx.fillRect(820, 348 - ((i + 1) * 300) / 256, 15, 300 / 256 + 1);
  }
  axes(ctx, 820, 48, 15, 300, [0, 1], [-1.5, 1.5], [], [], "", false);
  ctx.fillStyle = `rgb(${6 * k},${6 * phase},128)`;
  ctx.fillRect(0, 0, 32, 32);
}

function sum(x, k, shift) {
  let total = 0;
  for (let j = 0; j < k; j++) total += Math.sin((2 * j + 1) * (x + shift)) / (2 * j + 1);
  return (4 / Math.PI) * total;
}

function along(n, value) {
  return Float64Array.from({ length: n }, (_, i) => value(-Math.PI + (2 * Math.PI * i) / (n - 1)));
}

function slider(el, label, low, high, start) {
  const input = Object.assign(document.createElement("input"), { type: "range", min: low, max: high, value: start });
  input.style.width = "500px";
  input.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    event.stopPropagation();
    if (!way) return;
    event.preventDefault();
    input.value = Number(input.value) + way;
    input.dispatchEvent(new Event("input"));
  });
  const row = document.createElement("label");
  row.append(`${label} `, input);
  el.append(row, document.createElement("br"));
  return input;
}

function render({ el }) {
  el.dataset.lmSuppressShortcuts = "true"; // JupyterLab takes the arrow keys otherwise
  const k = slider(el, "k", 1, 40, 5);
  const phase = slider(el, "phase", 0, 39, 0);
  const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 400 });
  el.append(canvas);
  const show = () => {
    const shift = (2 * Math.PI * phase.value) / 40;
    const partial = (x) => sum(x, Number(k.value), shift);
    const square = (x) => Math.sign(Math.sin(x + shift));
    draw(
      canvas.getContext("2d"),
      Number(k.value),
      Number(phase.value),
      along(1000, square),
      along(1000, partial),
      along(128, partial),
    );
    globalThis.courseWatch?.drawn(); // no message tells it
  };
  k.addEventListener("input", show);
  phase.addEventListener("input", show);
  show();
}

export default { render };
