// A survey on somebody else's page: one script, nothing loaded before it is needed, nothing kept without consent.
//
//   <script async src="https://cocreate.example/widget.js" data-survey="KEY"></script>
//
// window.cocreate.open()            show it now
// window.cocreate.event("Paid")     something happened that it may wait for
// window.cocreate.consent(true)     this browser may remember that it was shown
// window.cocreate.person(TOKEN)     whose answers these are: a personal token
(function () {
  "use strict";
  if (window.cocreate && window.cocreate.loaded) return;
  var script = document.currentScript || document.querySelector("script[data-survey]");
  if (!script) return;
  var base = new URL(script.src).origin;
  var key = script.getAttribute("data-survey");
  var early = (window.cocreate && window.cocreate.queue) || [];
  var mayRemember = script.getAttribute("data-consent") === "granted";
  var token = "";
  var rules = null;
  var happened = {};
  var shown = false;
  var host = null;
  var memory = "cocreate." + key;

  function remembered() {
    if (!mayRemember) return null;
    try { return JSON.parse(localStorage.getItem(memory)); } catch (error) { return null; }
  }
  function remember(what) {
    if (!mayRemember) return;
    try { localStorage.setItem(memory, JSON.stringify(what)); } catch (error) { /* a full or forbidden store forgets */ }
  }
  function escaped(text) { return text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"); }
  function pageFits() {
    if (!rules.pages.length) return true;
    return rules.pages.some(function (pattern) {
      return new RegExp("^" + escaped(pattern).replace(/\*/g, ".*") + "$").test(location.pathname);
    });
  }
  function isDrawn() {
    var before = remembered();
    if (before && before.draw !== undefined) return before.draw < rules.share;
    var draw = Math.random();
    remember({ draw: draw, seen: before && before.seen });
    return draw < rules.share;
  }
  function wasSeen() {
    var before = remembered();
    return before && before.seen && Date.now() - before.seen < rules.again_days * 864e5;
  }

  function panel() {
    host = document.createElement("div");
    var root = host.attachShadow({ mode: "open" });
    var sheet = new CSSStyleSheet();
    sheet.replaceSync(
      ":host{all:initial}.p{position:fixed;z-index:2147483000;bottom:16px;" + (rules.side === "left" ? "left" : "right") +
      ":16px;width:min(400px,calc(100vw - 32px));height:min(var(--h,420px),calc(100vh - 32px));background:Canvas;border:1px solid #8888;border-radius:12px;overflow:hidden;color-scheme:light dark}" +
      "iframe{border:0;width:100%;height:100%;display:block}" +
      "button{position:absolute;top:6px;inset-inline-end:6px;width:44px;height:44px;border:0;background:none;color:GrayText;font:24px/1 system-ui;cursor:pointer;border-radius:8px}" +
      "button:focus-visible{outline:3px solid Highlight}@media(prefers-reduced-motion:no-preference){.p{animation:u .2s}@keyframes u{from{transform:translateY(12px);opacity:0}}}"
    );
    root.adoptedStyleSheets = [sheet];
    var box = document.createElement("div");
    box.className = "p";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", rules.title);
    var frame = document.createElement("iframe");
    frame.title = rules.title;
    frame.src = base + "/s/" + key + (token ? "/p/" + encodeURIComponent(token) : "") + "?frame=1&via=widget";
    var close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", rules.close);
    close.addEventListener("click", hide);
    box.appendChild(frame);
    box.appendChild(close);
    root.appendChild(box);
    document.body.appendChild(host);
    addEventListener("message", function (event) {
      if (event.origin !== base || event.source !== frame.contentWindow || !event.data) return;
      if (event.data.cocreate === "height") box.style.setProperty("--h", Math.max(160, event.data.height) + "px");
    });
    addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  }
  function hide() {
    if (host) host.remove();
    host = null;
  }
  function show() {
    if (host || !rules) return;
    shown = true;
    var before = remembered() || {};
    remember({ draw: before.draw, seen: Date.now() });
    panel();
  }

  function consider() {
    if (shown || !rules || !rules.open || !pageFits() || wasSeen() || !isDrawn()) return;
    if (rules.event && !happened[rules.event]) return;
    var left = rules.scroll_pct;
    function scrolled() {
      var room = document.documentElement.scrollHeight - innerHeight;
      return room <= 0 || (scrollY / room) * 100 >= left;
    }
    function after() {
      if (!left || scrolled()) return show();
      addEventListener("scroll", function look() {
        if (!scrolled()) return;
        removeEventListener("scroll", look);
        if (!shown) show();
      }, { passive: true });
    }
    setTimeout(function () { if (!shown) after(); }, rules.delay_seconds * 1000);
  }

  window.cocreate = {
    loaded: true,
    open: function () { if (rules) show(); else early.push(["open"]); },
    event: function (name) { happened[name] = true; consider(); },
    consent: function (granted) {
      mayRemember = !!granted;
      if (!granted) try { localStorage.removeItem(memory); } catch (error) { /* there was none */ }
    },
    person: function (given) { token = given; },
    close: hide
  };
  function begin() {
    fetch(base + "/s/" + key + "/widget.json?lang=" + encodeURIComponent(document.documentElement.lang || ""), { credentials: "omit" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) {
        if (!found) return;
        rules = found;
        early.forEach(function (call) { window.cocreate[call[0]].apply(null, call.slice(1)); });
        consider();
      })
      .catch(function () { /* the page around it goes on as if nothing were there */ });
  }
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
})();
