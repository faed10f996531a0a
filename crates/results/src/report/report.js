// Filters the table of parameters. The report is complete without it.
(function () {
  var box = document.getElementById("filter");
  var only = document.getElementById("only");
  var shown = document.getElementById("shown");
  if (!box) return;
  var rows = Array.prototype.slice.call(document.querySelectorAll("#parameter-table tbody tr"));
  document.getElementById("filter-bar").hidden = false;
  function update() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      var fits = words.every(function (w) { return text.indexOf(w) >= 0; });
      if (only && only.checked && !row.classList.contains("overridden")) fits = false;
      row.hidden = !fits;
      if (fits) count += 1;
    });
    shown.textContent = count + " of " + rows.length;
  }
  box.addEventListener("input", update);
  if (only) only.addEventListener("change", update);
  update();
})();
