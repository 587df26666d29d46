// A picture that does not come, such as one on another host, leaves the shop's sign instead of a broken frame.
const sign = document.getElementById("no-picture");

function missing(image) {
  if (image.hidden) return;
  image.hidden = true;
  image.after(sign.content.cloneNode(true));
  if (!image.alt) return; // an ornament
  const drawn = image.nextElementSibling;
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", image.alt);
  drawn.removeAttribute("aria-hidden");
}

function there(image) {
  if (!image.hidden) return;
  image.hidden = false;
  image.parentElement?.querySelector(":scope > .none")?.remove();
}

// These events do not bubble, but they can be caught on their way down.
for (const [kind, act] of [["error", missing], ["load", there]])
  document.addEventListener(kind, ({ target }) => target instanceof HTMLImageElement && act(target), { capture: true });
// What failed before this script was there.
for (const image of document.images) if (image.complete && image.currentSrc && image.naturalWidth === 0) missing(image);
