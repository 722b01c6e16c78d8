// What makes answering smoother where scripts run. Every page works without it.
(function () {
  "use strict";
  var form = document.querySelector("form[data-survey]");
  if (!form) return;
  var slice = Array.prototype.slice;
  var all = function (selector, within) {
    return slice.call((within || document).querySelectorAll(selector));
  };

  // --- conditions: what `holds` means on the server, for the answers on this page ---
  function answer(id) {
    var question = document.getElementById(id);
    if (!question || question.hidden) return null;
    var fields = all("input, select, textarea", question).filter(function (field) {
      return field.name === id && !(/radio|checkbox/.test(field.type) && !field.checked) && field.value !== "";
    });
    if (question.classList.contains("multiple")) {
      return fields.length ? fields.map(function (field) { return field.value; }) : null;
    }
    if (question.classList.contains("consent")) return fields.length > 0;
    if (!fields.length) return null;
    if (question.classList.contains("yes_no")) return fields[0].value === "yes";
    return fields[0].value;
  }
  function part(of) {
    var dot = of.lastIndexOf(".");
    if (dot < 0) return answer(of);
    var chosen = all("input, select", form).filter(function (field) {
      return field.name === of && (field.type !== "radio" || field.checked) && field.value !== "";
    });
    return chosen.length ? chosen[0].value : null;
  }
  function number(value) {
    return typeof value === "boolean" || value === null || String(value).trim() === "" ? NaN : Number(value);
  }
  function truth(value) {
    if (typeof value === "boolean") return value;
    return { "true": true, yes: true, 1: true, "false": false, no: false, 0: false }[String(value).trim().toLowerCase()];
  }
  function same(found, value) {
    if (Array.isArray(found)) return found.length === 1 && same(found[0], value);
    if (typeof found === "boolean" || typeof value === "boolean") return truth(found) === truth(value);
    var one = number(found), other = number(value);
    if (!isNaN(one) && !isNaN(other)) return one === other;
    return String(found).trim().toLowerCase() === String(value).trim().toLowerCase();
  }
  function ordered(found, value, holding) {
    var one = number(found), other = number(value);
    if (!isNaN(one) && !isNaN(other)) return holding(one, other);
    if (/^\d/.test(String(found)) && /^\d/.test(String(value))) return holding(found > value ? 1 : found < value ? -1 : 0, 0);
    return false;
  }
  function contains(found, value) {
    if (Array.isArray(found)) return found.some(function (one) { return same(one, value); });
    return String(found).toLowerCase().indexOf(String(value).toLowerCase()) >= 0;
  }
  var tests = {
    is: same,
    is_not: function (found, value) { return !same(found, value); },
    less: function (found, value) { return ordered(found, value, function (a, b) { return a < b; }); },
    at_most: function (found, value) { return ordered(found, value, function (a, b) { return a <= b; }); },
    more: function (found, value) { return ordered(found, value, function (a, b) { return a > b; }); },
    at_least: function (found, value) { return ordered(found, value, function (a, b) { return a >= b; }); },
    among: function (found, value) { return [].concat(value).some(function (one) { return same(found, one); }); },
    contains: contains,
    lacks: function (found, value) { return !contains(found, value); },
    answered: function () { return true; }
  };
  function holds(condition) {
    if (condition.type === "all") return condition.parts.every(holds);
    if (condition.type === "any") return condition.parts.some(holds);
    if (condition.type === "not") return !holds(condition.part);
    var found = part(condition.of);
    var empty = found === null || (Array.isArray(found) && !found.length);
    if (condition.test === "empty") return empty;
    return !empty && tests[condition.test](found, condition.value);
  }
  var conditional = all("[data-when]", form).map(function (question) {
    return { question: question, when: JSON.parse(question.getAttribute("data-when")) };
  });
  function show() {
    conditional.forEach(function (one) {
      var shown = holds(one.when);
      one.question.hidden = !shown;
      one.question.querySelector("fieldset").disabled = !shown;
    });
  }

  // --- choices: one that stands alone, words of one's own ---
  function settle(target) {
    if (target.type === "checkbox" && target.checked) {
      var alone = target.hasAttribute("data-alone");
      all("input[type=checkbox]", target.closest(".choices")).forEach(function (other) {
        if (other !== target && (alone || other.hasAttribute("data-alone"))) other.checked = false;
      });
    }
    all("[data-other]", form).forEach(function (choice) {
      var field = choice.closest(".choices").querySelector('[name="' + choice.getAttribute("data-other") + '"]');
      field.hidden = !choice.checked;
      if (choice === target && choice.checked) field.focus();
    });
  }
  form.addEventListener("change", function (event) { settle(event.target); show(); });
  form.addEventListener("input", show);

  // --- best and worst: never the same twice ---
  all(".sides", form).forEach(function (table) {
    table.addEventListener("change", function (event) {
      all("input", table).forEach(function (other) {
        if (other !== event.target && other.value === event.target.value) other.checked = false;
      });
    });
  });

  // --- ranking: buttons that move a line, by finger, mouse and keyboard ---
  all("[data-ranking]", form).forEach(function (list) {
    var lines = all("li", list);
    var touched = lines.some(function (line) { return line.querySelector("select").value; });
    lines.sort(function (one, other) {
      return (+one.querySelector("select").value || 999) - (+other.querySelector("select").value || 999);
    }).forEach(function (line) { list.appendChild(line); });
    function number() {
      all("li", list).forEach(function (line, place, every) {
        line.querySelector("label").setAttribute("data-place", place + 1);
        if (touched) line.querySelector("select").value = place + 1;
        line.querySelector(".up").disabled = place === 0;
        line.querySelector(".down").disabled = place === every.length - 1;
      });
    }
    lines.forEach(function (line) {
      [["up", "↑"], ["down", "↓"]].forEach(function (way) {
        var button = document.createElement("button");
        button.type = "button";
        button.className = way[0];
        button.textContent = way[1];
        button.setAttribute("aria-label", list.getAttribute("data-" + way[0]) + ": " + line.querySelector("span").textContent);
        button.addEventListener("click", function () {
          touched = true;
          if (way[0] === "up") list.insertBefore(line, line.previousElementSibling);
          else list.insertBefore(line.nextElementSibling, line);
          number();
          (button.disabled ? line.querySelector("button:not([disabled])") : button).focus();
        });
        line.appendChild(button);
      });
    });
    list.classList.add("eased");
    number();
  });

  // --- sliders: a number that can be pulled; it answers nothing before it is touched ---
  all("[data-slider]", form).forEach(function (field) {
    var range = document.createElement("input"), told = document.createElement("output");
    range.type = "range";
    ["min", "max", "step"].forEach(function (name) { range[name] = field[name]; });
    range.value = field.value === "" ? (+field.min + +field.max) / 2 : field.value;
    range.setAttribute("aria-label", document.querySelector('label[for="' + field.id + '"]').textContent);
    told.textContent = field.value || "–";
    range.addEventListener("input", function () {
      field.value = told.textContent = range.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.parentNode.insertBefore(range, field);
    field.parentNode.insertBefore(told, range);
    field.hidden = true;
  });

  // --- sending: once ---
  var sent = false;
  form.addEventListener("submit", function (event) {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", function () { sent = false; });

  // --- what was wrong is where one looks first ---
  var wrong = document.querySelector(".q .problem");
  if (wrong) {
    var field = wrong.closest(".q").querySelector("input:not([type=hidden]), textarea, select");
    if (field) field.focus();
  }
  settle(form);
  show();

  // --- in a frame: the page around it is told how tall this one is ---
  if (parent !== window) {
    var tell = function () {
      parent.postMessage({ cocreate: "height", height: document.documentElement.scrollHeight }, "*");
    };
    addEventListener("load", tell);
    form.addEventListener("change", tell);
  }
})();
