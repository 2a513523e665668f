// Ticks of a list: all of a page at once, and how many there are.
export function countTicks(root) {
  const form = root.querySelector("form[data-selection]");
  if (!form) return;
  const rows = [...root.querySelectorAll('input[name="ids"]')];
  const page = root.querySelector("[data-tick-page]");
  const allMatching = form.querySelector("[data-all-matching]");
  const told = form.querySelector("[data-ticked]");

  function tell() {
    const ticked = rows.filter((row) => row.checked).length;
    page.checked = ticked === rows.length;
    page.indeterminate = ticked > 0 && ticked < rows.length;
    for (const row of rows) row.disabled = allMatching.checked;
    told.textContent = allMatching.checked ? "All that match" : `${ticked} ticked`;
  }

  page.addEventListener("change", () => {
    for (const row of rows) row.checked = page.checked;
    tell();
  });
  for (const box of [...rows, allMatching]) box.addEventListener("change", tell);
  tell();
}
