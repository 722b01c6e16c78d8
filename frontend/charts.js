// Charts a person explores: an ECharts option comes from the page as JSON, colours from the page's tokens.
import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  AriaComponent, CustomChart, DataZoomComponent, GridComponent, LegendComponent, LineChart, MarkLineComponent,
  ScatterChart, SVGRenderer, TitleComponent, TooltipComponent,
]);

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

const charts = new Map();

const draw = (host) => {
  const option = JSON.parse(document.getElementById(host.dataset.chart).textContent);
  charts.get(host)?.dispose();
  // one line a group, however many there are
  if (host.dataset.rows) host.style.height = `${56 + 34 * Math.min(Number(host.dataset.rows), 40)}px`;
  const chart = echarts.init(host, null, { renderer: "svg" });
  chart.setOption(coloured(option));
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
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
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
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(charts.get(host).renderToSVGString())}`;
});

drawAll();
