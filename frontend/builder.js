// The builder: its preview follows, its revision stays known, questions can be dragged. It works without all this.

const revisionOf = () => document.querySelector("#state")?.dataset.revision;

function follow() {
  const revision = revisionOf();
  for (const field of document.querySelectorAll('#builder input[name="revision"]')) field.value = revision;
  const frame = document.querySelector("iframe[data-preview]");
  const parts = document.querySelector("#parts");
  if (frame && parts) {
    frame.src = `${frame.dataset.preview}&lang=${parts.dataset.previewLang}&at=${parts.dataset.previewAt}&r=${revision}`;
  }
}

if (document.querySelector("#builder")) {
  document.addEventListener("htmx:after:swap", follow);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-size]")) {
      document.querySelector(".glass").className = `glass ${event.target.value}`;
    }
  });

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-question]");
  });
  document.addEventListener("dragover", (event) => {
    const over = event.target.closest?.("[data-page]");
    if (!dragged || !over) return;
    event.preventDefault();
    for (const line of document.querySelectorAll(".outline .over")) line.classList.remove("over");
    event.target.closest("[data-question]")?.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const page = event.target.closest?.("[data-page]");
    if (!dragged || !page) return;
    event.preventDefault();
    const others = [...page.querySelectorAll("[data-question]")].filter((line) => line !== dragged);
    const before = event.target.closest("[data-question]");
    const place = before && before !== dragged ? others.indexOf(before) : others.length;
    const form = dragged.querySelector("form");
    for (const [name, value] of [["op", `question_place ${dragged.dataset.question}`], ["page", page.dataset.page], ["place", place]]) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(field);
    }
    form.requestSubmit();
    dragged = null;
  });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
