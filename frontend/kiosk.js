// A survey that stands somewhere: answers wait in this browser while there is no connection, and the page begins anew.
(function () {
  "use strict";
  var form = document.querySelector("form[data-kiosk]");
  if (!form || !window.fetch || !window.localStorage) return;
  var store = "cocreate.kiosk." + form.getAttribute("data-kiosk");
  var told = document.querySelector("[data-waiting]");
  var sending = false;
  var idle = 0;

  function waiting() {
    try { return JSON.parse(localStorage.getItem(store)) || []; } catch (error) { return []; }
  }
  function keep(list) {
    localStorage.setItem(store, JSON.stringify(list));
    told.hidden = !list.length;
    told.querySelector("b").textContent = list.length;
  }
  function name() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
  }
  // what waits is struck off only once the server says that it has it, or that the survey is closed for good
  function send() {
    var list = waiting();
    if (sending || !list.length) return;
    sending = true;
    fetch(form.action, { method: "POST", credentials: "omit", body: new URLSearchParams(list[0]) })
      .then(function (answer) {
        sending = false;
        if (answer.ok || answer.status === 410) {
          keep(waiting().slice(1));
          send();
        }
      })
      .catch(function () { sending = false; });
  }
  function begin() {
    form.reset();
    form.dispatchEvent(new Event("change", { bubbles: true }));
    document.querySelector("main.asks").hidden = false;
    document.querySelector("main.words").hidden = true;
    scrollTo(0, 0);
  }
  form.addEventListener("submit", function (event) {
    var missing = Array.prototype.filter.call(form.querySelectorAll("[required]"), function (field) { return !field.checkValidity() && !field.closest("[hidden]"); });
    event.preventDefault();
    event.stopImmediatePropagation();
    if (missing.length) {
      missing[0].focus();
      return;
    }
    var fields = [];
    new FormData(form).forEach(function (value, field) { if (typeof value === "string") fields.push([field, value]); });
    fields.push(["name", name()], ["at", String(Math.floor(Date.now() / 1000))]);
    keep(waiting().concat([fields]));
    send();
    document.querySelector("main.asks").hidden = true;
    document.querySelector("main.words").hidden = false;
    setTimeout(begin, 6000);
  }, true);
  // somebody who walks away leaves nothing behind for the next
  ["pointerdown", "keydown", "input"].forEach(function (kind) { addEventListener(kind, function () { idle = 0; }); });
  setInterval(function () {
    idle += 1;
    if (idle === 60 && new FormData(form).entries) begin();
    send();
  }, 1000);
  addEventListener("online", send);
  keep(waiting());
  send();
  if (navigator.serviceWorker) {
    navigator.serviceWorker.register("/s/kiosk-worker.js", { scope: "/s/" }).catch(function () { /* next time there is a connection */ });
  }
})();
