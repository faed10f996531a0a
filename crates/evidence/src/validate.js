// Filters the claims and copies commands. The report is complete without it.
(function () {
  var bar = document.getElementById("filter-bar");
  var find = document.getElementById("find");
  var shown = document.getElementById("shown");
  var nothing = document.getElementById("nothing");
  var experiments = Array.prototype.slice.call(document.querySelectorAll(".experiment"));
  var choose = ["verdict", "role", "lineage", "topic"].map(function (name) {
    return { name: name, box: document.getElementById("by-" + name) };
  }).filter(function (c) { return c.box; });
  bar.hidden = false;
  bar.addEventListener("submit", function (e) { e.preventDefault(); });
  var claims = experiments.map(function (e) {
    var rows = Array.prototype.slice.call(e.querySelectorAll(".findings tbody tr"));
    var table = e.querySelector(".findings").textContent;
    return { head: (e.id + " " + e.textContent.replace(table, "")).toLowerCase(), rows: rows, texts: rows.map(function (r) { return r.textContent.toLowerCase(); }) };
  });
  function update() {
    var words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0, all = 0;
    experiments.forEach(function (e, i) {
      var fits = choose.every(function (c) { return c.name === "verdict" || !c.box.value || e.dataset[c.name] === c.box.value; });
      var left = 0;
      claims[i].rows.forEach(function (row, k) {
        var text = claims[i].head + " " + claims[i].texts[k];
        var ok = fits && words.every(function (w) { return text.indexOf(w) >= 0; });
        choose.forEach(function (c) { if (c.name === "verdict" && c.box.value && row.dataset.verdict !== c.box.value) ok = false; });
        row.hidden = !ok;
        all += 1;
        if (ok) { left += 1; count += 1; }
      });
      e.hidden = left === 0;
    });
    shown.textContent = count + " of " + all + " claims";
    nothing.hidden = count > 0;
  }
  find.addEventListener("input", update);
  choose.forEach(function (c) { c.box.addEventListener("change", update); });
  update();
  document.querySelectorAll(".run").forEach(function (p) {
    var button = p.querySelector(".copy");
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(p.querySelector("code").textContent).then(function () {
        button.textContent = "copied";
        setTimeout(function () { button.textContent = "copy"; }, 1500);
      });
    });
  });
})();
