// The gallery, and the price and stock of the version that is chosen. Without this script all of it is still on the page.
const variants = JSON.parse(document.getElementById("variants").textContent);
const byId = (id) => document.getElementById(id);
const facts = document.querySelector(".facts");
const picture = byId("shown");

function show(address, alt) {
  if (!picture || !address) return;
  picture.src = address;
  if (alt) picture.alt = alt;
  for (const link of document.querySelectorAll(".thumbs a")) {
    if (link.getAttribute("href") === address) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

for (const link of document.querySelectorAll(".thumbs a"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(link.getAttribute("href"), link.dataset.alt);
  });

function chosen() {
  const inputs = [...document.querySelectorAll(".option input:checked")];
  return Object.fromEntries(inputs.map((input) => [input.closest(".option").dataset.option, input.value]));
}

function fits(variant, options) {
  return Object.entries(options).every(([name, value]) => variant.options[name] === value);
}

function stock({ available, stock: pieces }) {
  if (!available) return facts.dataset.soldOut;
  return pieces !== null && pieces <= 5 ? facts.dataset.few.replace("{count}", pieces) : facts.dataset.inStock;
}

function choose(event) {
  const options = chosen();
  const name = event.target.closest(".option").dataset.option;
  // A combination that is not made gives way to one with what was just chosen.
  const variant =
    variants.find((one) => fits(one, options)) ??
    variants.find((one) => one.options[name] === event.target.value && one.available) ??
    variants.find((one) => one.options[name] === event.target.value);
  if (!variant) return;
  for (const input of document.querySelectorAll(".option input"))
    input.checked = variant.options[input.closest(".option").dataset.option] === input.value;
  byId("price").textContent = variant.price;
  byId("price").classList.toggle("now", Boolean(variant.before));
  byId("before").hidden = !variant.before;
  byId("before").lastElementChild.textContent = variant.before;
  byId("stock").textContent = stock(variant);
  byId("stock").classList.toggle("out", !variant.available);
  byId("sku").textContent = variant.id;
  show(variant.picture);
}

for (const input of document.querySelectorAll(".option input")) input.addEventListener("change", choose);
