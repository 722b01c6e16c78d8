// Charts a person explores: an ECharts option comes from the page as JSON, colours from the page's tokens.
import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([GridComponent, LineChart, ScatterChart, SVGRenderer, TooltipComponent]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// options name our tokens as "var(--accent)"; the canvas wants colours
const coloured = (value) => {
  if (typeof value === "string") return value.replace(/var\((--[\w-]+)\)/g, (_, name) => token(name));
  if (Array.isArray(value)) return value.map(coloured);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
  }
  return value;
};

// numbers as the page writes them: the reader's separators, a true minus
const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
const written = (value) => (typeof value === "number" ? numbers.format(value).replace("-", "−") : value);
const inOurManner = (option) => {
  for (const axis of [option.xAxis, option.yAxis].flat()) {
    if (axis?.type === "value") axis.axisLabel = { ...axis.axisLabel, formatter: written };
  }
  if (option.tooltip) {
    const show = (value) => written(Array.isArray(value) ? value[0] : value);
    option.tooltip = { ...option.tooltip, valueFormatter: show };
  }
  return option;
};

const charts = new Map();

const draw = (host) => {
  const option = JSON.parse(document.getElementById(host.dataset.chart).textContent);
  charts.get(host)?.dispose();
  // a nameless sheet takes the chart's own styles: htmx would carry the host's over by its id, against the policy
  const sheet = document.createElement("div");
  sheet.className = "sheet";
  // one line a group, however many there are
  if (host.dataset.rows) sheet.style.height = `${56 + 34 * Math.min(Number(host.dataset.rows), 40)}px`;
  host.replaceChildren(sheet);
  const chart = echarts.init(sheet, null, { renderer: "svg" });
  chart.setOption(inOurManner(coloured(option)));
  charts.set(host, chart);
};

const drawAll = () => {
  for (const host of [...charts.keys()]) {
    if (!host.isConnected) {
      charts.get(host).dispose();
      charts.delete(host);
    }
  }
  document.querySelectorAll("[data-chart]").forEach((host) => {
    if (!charts.has(host)) draw(host);
  });
};

const redraw = () => [...charts.keys()].forEach(draw);

addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", redraw);
document.addEventListener("htmx:after:swap", drawAll);

// the chart as a picture: drawn by the browser on paper of the page's colour
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-png]");
  if (!button) return;
  const host = document.getElementById(button.dataset.png);
  const canvas = document.createElement("canvas");
  const picture = new Image();
  picture.onload = () => {
    canvas.width = picture.width * 2;
    canvas.height = picture.height * 2;
    const context = canvas.getContext("2d");
    context.fillStyle = token("--paper");
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(2, 2);
    context.drawImage(picture, 0, 0);
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${button.dataset.name}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  };
  // the drawing as it stands: ECharts' own string does not escape the quotes around names of fonts
  const drawing = new XMLSerializer().serializeToString(host.querySelector("svg"));
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
});

drawAll();
