// Without this the page shows all the same; it unfolds what is folded, also for printing.
const folded = () => [...document.querySelectorAll("details")];
const button = document.getElementById("unfold");
button.hidden = false;
button.addEventListener("click", () => {
  const open = button.textContent === "Unfold all";
  for (const part of folded()) part.open = open;
  button.textContent = open ? "Fold all" : "Unfold all";
});
addEventListener("beforeprint", () => {
  for (const part of folded()) part.open ||= !part.matches(".aside");
});
addEventListener("hashchange", () => {
  const part = document.getElementById(location.hash.slice(1));
  if (part?.matches("details")) part.open = true;
});
